import type { Definition } from "../core/definition/schema/definition-schema.ts"

/**
 * Definitions that were parsed before, by the git object id of their text. It saves the parsing of a large file, whose
 * answer is always the same; what cannot be read is as if it were not there.
 */
export interface DefinitionMemo {
  get(oid: string): Promise<Definition | undefined>
  put(oid: string, definition: Definition): Promise<void>
}
