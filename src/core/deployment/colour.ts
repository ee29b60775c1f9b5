/** One of the two places that an environment has under `strategy: { kind: blue-green }`. */
export type Colour = "blue" | "green"

/** Where the next release is started, beside what serves. */
export function otherColour(serving: Colour | null): Colour {
  return serving === "blue" ? "green" : "blue"
}
