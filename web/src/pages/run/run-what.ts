import type { Schemas } from "../../api/client.ts"

/** What a run is for, in words. Names of refs are hostile: text only. */
export function runWhat({
  purpose,
  ref,
  environment,
}: Pick<Schemas["Run"], "purpose" | "ref" | "environment">): string {
  switch (purpose) {
    case "build":
      return ref === null ? "Build" : `Build of ${ref.replace(/^refs\/(heads|tags)\//, "")}`
    case "verification":
      return `Tests against ${environment}`
    case "after":
      return `After the deployment to ${environment}`
    case "gate":
      return "Command of a gate"
  }
}
