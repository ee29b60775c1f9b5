import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { DefinitionMemo } from "../../ports/definition-memo.ts"
import { MemoFolder } from "./memo-folder.ts"

/** A memo in a folder. `build` names the program that parses: another one may see another definition in the same text. */
export function localDefinitionMemo(folder: string, build: string): DefinitionMemo {
  const memo = new MemoFolder(folder)
  const nameOf = (oid: string) => `${oid}-${build.slice(0, 16)}`
  return {
    get: async (oid) => memo.get(nameOf(oid)) as Definition | undefined,
    put: (oid, definition) => memo.put(nameOf(oid), definition),
  }
}
