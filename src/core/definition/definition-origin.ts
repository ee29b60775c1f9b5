import type { Definition } from "./schema/definition-schema.ts"
import type { SourceValue } from "./source/source-value.ts"

/** The file a definition was read from, for pointing into it later. */
export interface DefinitionOrigin {
  readonly file: string
  readonly text: string
  readonly root: SourceValue
}

const origins = new WeakMap<Definition, DefinitionOrigin>()

/** Remembers where a definition comes from, beside it: two definitions that say the same are equal. */
export function setOrigin(definition: Definition, origin: DefinitionOrigin): void {
  origins.set(definition, origin)
}

/** Nothing for a definition that was not parsed here, e.g. one that came through JSON. */
export function originOf(definition: Definition): DefinitionOrigin | undefined {
  return origins.get(definition)
}
