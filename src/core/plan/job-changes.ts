import type { SourceFile } from "../evidence/source-inputs.ts"
import { definitionParts } from "./definition-parts.ts"
import type { KeyedJob } from "./keyed-plan.ts"
import type { JobId } from "./plan.ts"

/** Something that is not as it was; null: it was not there, or is not any more. */
export interface ChangedValue {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** What in a job differs from how it was. At least one of these is not empty if and only if its key differs. */
export interface JobChanges {
  /** Parts of its definition as `slipway.yaml` names them: `run`, `env.MODE`. */
  readonly definition: readonly ChangedValue[]
  /** Whether something else in its definition differs: the setup of its owner, how an image is made. */
  readonly definedElsewhere: boolean
  /** Tools, platform, executor, image of the container: what the machine adds. */
  readonly facts: readonly ChangedValue[]
  /** Paths, sorted; `mode`: the same content, but executable or a link now, or no more. */
  readonly files: Readonly<Record<"added" | "removed" | "changed" | "mode", readonly string[]>>
  /** Needed jobs: new ones, those that it needs no more, and those whose own key differs. */
  readonly needs: Readonly<Record<"added" | "removed" | "changed", readonly JobId[]>>
}

/** Compares a job with what it was. */
export function jobChanges(before: KeyedJob, after: KeyedJob): JobChanges {
  const isRedefined = before.job.definition !== after.job.definition
  const definition = isRedefined ? changedValues(definitionParts(before.job), definitionParts(after.job)) : []
  return {
    definition,
    definedElsewhere: isRedefined && definition.length === 0,
    facts: changedValues(entriesOf(before.inputs.facts), entriesOf(after.inputs.facts)),
    files: changedFiles(before.inputs.files, after.inputs.files),
    needs: changedNeeds(before.inputs.needs, after.inputs.needs),
  }
}

/** Whether anything differs but the keys of needed jobs, which have causes of their own. */
export function hasOwnChanges({ definition, definedElsewhere, facts, files, needs }: JobChanges): boolean {
  const lists = [definition, facts, ...Object.values(files), needs.added, needs.removed]
  return definedElsewhere || lists.some((list) => list.length > 0)
}

function entriesOf(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values))
}

function changedValues(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): ChangedValue[] {
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names.flatMap((name) => {
    const [was, is] = [before.get(name) ?? null, after.get(name) ?? null]
    return was === is ? [] : [{ name, before: was, after: is }]
  })
}

function changedFiles(before: readonly SourceFile[], after: readonly SourceFile[]): JobChanges["files"] {
  const was = new Map(before.map((file) => [file.path, file]))
  const is = new Set(after.map(({ path }) => path))
  const pathsOf = (wanted: (old: SourceFile | undefined, file: SourceFile) => boolean) =>
    after.filter((file) => wanted(was.get(file.path), file)).map(({ path }) => path)
  return {
    added: pathsOf((old) => old === undefined),
    removed: before.filter(({ path }) => !is.has(path)).map(({ path }) => path),
    changed: pathsOf((old, { oid }) => old !== undefined && old.oid !== oid),
    mode: pathsOf((old, { oid, mode }) => old !== undefined && old.oid === oid && old.mode !== mode),
  }
}

function changedNeeds(
  before: Readonly<Record<JobId, string>>,
  after: Readonly<Record<JobId, string>>,
): JobChanges["needs"] {
  const has = (needs: Readonly<Record<JobId, string>>, id: JobId) => Object.hasOwn(needs, id)
  return {
    added: Object.keys(after).filter((id) => !has(before, id)),
    removed: Object.keys(before).filter((id) => !has(after, id)),
    changed: Object.keys(after).filter((id) => has(before, id) && before[id] !== after[id]),
  }
}
