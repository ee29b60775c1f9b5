import { flagOf, type Instruction, type Word } from "./instruction.ts"
import { expand, type Variables } from "./variables.ts"

/** What stands between one FROM and the next. */
export interface Stage {
  /** Behind `AS`, in small letters; null: it has none. */
  readonly name: string | null
  readonly from: Instruction
  /** What it starts from, as written. */
  readonly base: Word
  /** ... with the values of its variables; undefined where they are not known. */
  readonly image: string | undefined
  /** The stage that it starts from; null: an image. */
  readonly parent: Stage | null
  readonly instructions: readonly Instruction[]
}

/** What names the platform of the build, and of the image (Dockerfile reference, Automatic platform ARGs). */
export interface BuildArguments {
  readonly args: Readonly<Record<string, string>>
  readonly platform: string
}

/** The stages of a Dockerfile, in order. What stands before the first FROM are build arguments for all of them. */
export function stagesOf(instructions: readonly Instruction[], build: BuildArguments): readonly Stage[] {
  const firstFrom = instructions.findIndex(({ keyword }) => keyword === "FROM")
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === "FROM" ? [index] : []))
  const global = globalVariables(firstFrom < 0 ? instructions : instructions.slice(0, firstFrom), build)
  const stages: Stage[] = []
  const byName = new Map<string, Stage>()
  for (const [index, start] of starts.entries()) {
    const from = instructions[start]
    const base = from?.words[0]
    if (!from || !base) continue
    const image = expand(base.text, global)
    const isNamed = from.words[1]?.text.toUpperCase() === "AS"
    const stage: Stage = {
      name: isNamed ? (from.words[2]?.text.toLowerCase() ?? null) : null,
      ...{ from, base, image },
      parent: byName.get(image?.toLowerCase() ?? "") ?? null,
      instructions: instructions.slice(start + 1, starts[index + 1]),
    }
    stages.push(stage)
    if (stage.name !== null) byName.set(stage.name, stage)
  }
  return stages
}

/** The stage that is the image: the one of this name or number, or the last; undefined if there is none. */
export function targetStage(stages: readonly Stage[], target: string | null): Stage | undefined {
  if (target === null) return stages.at(-1)
  const wanted = target.toLowerCase()
  return stages.find(({ name }) => name === wanted) ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined)
}

/** A stage and those it starts from, the outermost first: what the image's layers come from. */
export function lineageOf(stage: Stage): readonly Stage[] {
  const lineage: Stage[] = []
  for (let at: Stage | null = stage; at; at = at.parent) lineage.unshift(at)
  return lineage
}

/** Images that stages start from or copy from, other stages not among them. `undefined`: nobody knows which. */
export function imagesOf(stages: readonly Stage[]): readonly (string | undefined)[] {
  const names = new Set(stages.flatMap(({ name }) => name ?? []))
  const isStage = (source: string) => names.has(source.toLowerCase()) || /^\d+$/.test(source)
  return stages.flatMap(({ parent, image, instructions }) => {
    const copied = instructions.flatMap((one) => sourcesOf(one)).filter((source) => source !== "" && !isStage(source))
    const bases = parent || image === "scratch" ? [] : [image]
    return [...bases, ...copied.map((source) => (source.includes("$") ? undefined : source))]
  })
}

/** `COPY --from=...`, `RUN --mount=type=bind,from=...`. */
function sourcesOf(instruction: Instruction): string[] {
  const copied = flagOf(instruction, "from")
  const mounted = instruction.flags
    .filter(({ name }) => name === "mount")
    .flatMap(({ value }) => value.split(",").flatMap((part) => (part.startsWith("from=") ? [part.slice(5)] : [])))
  return [...(copied === undefined ? [] : [copied]), ...mounted]
}

function globalVariables(instructions: readonly Instruction[], { args, platform }: BuildArguments): Variables {
  const [os = "linux", architecture = "amd64"] = platform.split("/")
  const known = new Map<string, string | null>(
    ["TARGET", "BUILD"].flatMap((which): [string, string][] => [
      [`${which}PLATFORM`, platform],
      [`${which}OS`, os],
      [`${which}ARCH`, architecture],
    ]),
  )
  for (const { name, value } of instructions.flatMap(({ variables }) => variables)) {
    const given = Object.hasOwn(args, name) ? args[name] : undefined
    known.set(name, given ?? (value === null ? null : (expand(value, known) ?? null)))
  }
  return known
}
