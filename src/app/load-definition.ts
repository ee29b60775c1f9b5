import { dirname, join, relative, resolve } from "node:path"
import { invalidDefinition } from "../core/definition/parse-definition.ts"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import { checkAndProve, type ProvenDefinition } from "../core/proof/check-and-prove.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { ReadText } from "../ports/read-text.ts"

/** Where a definition is looked for. */
export interface DefinitionPlace {
  /** Absolute. */
  readonly cwd: string
  /** As the user gave it; without it, slipway.yaml is looked for in `cwd` and upward. */
  readonly file?: string | undefined
}

/** A definition's file with everything that is known about it. */
export interface FoundDefinition extends ProvenDefinition {
  /** Absolute. */
  readonly path: string
  /** As the user would type it from `cwd`. */
  readonly file: string
}

/** A sound definition and the folder that its paths are relative to. */
export interface LoadedDefinition {
  readonly definition: Definition
  /** Absolute. */
  readonly path: string
  /** Absolute. */
  readonly root: string
}

export const definitionFileName = "slipway.yaml"

/** Finds, reads, checks and proves a definition. Fails when there is none; what is wrong with it stands in the value. */
export async function findDefinition(place: DefinitionPlace, readText: ReadText): Promise<Result<FoundDefinition>> {
  for (const path of candidates(place)) {
    const text = await readText(path)
    if (!text.ok) return text
    if (text.value === null) continue
    const file = relative(place.cwd, path) || path
    return ok({ ...checkAndProve(text.value, { file }), path, file })
  }
  if (place.file !== undefined) {
    return fail("definition-missing", `there is no file '${place.file}'`, { hint: "check the path given with --file" })
  }
  return fail("definition-missing", `there is no ${definitionFileName} in ${place.cwd} or any folder above it`, {
    hint: `change into the project's folder, or name the file with --file`,
  })
}

/** Finds and reads a definition that must be sound. */
export async function loadDefinition(place: DefinitionPlace, readText: ReadText): Promise<Result<LoadedDefinition>> {
  const found = await findDefinition(place, readText)
  if (!found.ok) return found
  const { definition, diagnostics, path, file } = found.value
  return definition ? ok({ definition, path, root: dirname(path) }) : invalidDefinition(file, diagnostics)
}

function* candidates({ cwd, file }: DefinitionPlace): Generator<string> {
  if (file !== undefined) {
    yield resolve(cwd, file)
    return
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    yield join(folder, definitionFileName)
    if (folder === dirname(folder)) return
  }
}
