import { definitionLimits } from "../core/definition/limits.ts"
import type { Definition } from "../core/definition/schema/definition-schema.ts"
import type { SourceFile } from "../core/evidence/source-inputs.ts"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { DefinitionMemo } from "../ports/definition-memo.ts"
import type { Repository } from "../ports/repository.ts"

export const DEFINITION_FILE = "slipway.yaml"

export interface DefinitionPorts {
  readonly repository: Pick<Repository, "readText">
  /** Null: it is parsed every time. */
  readonly definitions: DefinitionMemo | null
  /** Told when one is not known, before it is parsed. */
  readonly onUnknown?: () => void
}

/** The definition of a commit or tree whose files these are. What parses it is loaded only if that is needed. */
export async function readDefinition(
  { repository, definitions, onUnknown }: DefinitionPorts,
  treeish: string,
  files: readonly SourceFile[],
): Promise<Result<Definition>> {
  const oid = files.find(({ path }) => path === DEFINITION_FILE)?.oid
  const known = oid === undefined ? undefined : await definitions?.get(oid)
  if (known) return ok(known)
  onUnknown?.()
  const text = await repository.readText(treeish, DEFINITION_FILE, definitionLimits.bytes)
  if (!text.ok) return text
  if (text.value === undefined) {
    const hint = "add one to the root of the repository and commit it"
    return fail("definition-missing", `there is no ${DEFINITION_FILE} in ${treeish.slice(0, 12)}`, { hint })
  }
  const { parseDefinition } = await import("../core/definition/parse-definition.ts")
  const parsed = parseDefinition(text.value, { file: DEFINITION_FILE })
  if (parsed.ok && oid !== undefined) await definitions?.put(oid, parsed.value)
  return parsed
}
