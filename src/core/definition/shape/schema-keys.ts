import type { z } from "zod"
import { type Unwrapped, unwrap } from "./schema-parts.ts"

type Schema = z.core.$ZodType

/** A key of the schema, or a value of it where only that value is not supported yet. */
export interface SchemaKey {
  /** `services.*.image.needs`; `*` stands for a name that the file gives. `targets.*.kind=docker` for a value. */
  readonly key: string
  /** Whether it is marked as not supported yet: itself, or only by something around it. */
  readonly marked: "itself" | "around" | undefined
}

/** Every key that a definition can have, each once; a key of several options of a union is supported if one is. */
export function schemaKeys(schema: Schema): readonly SchemaKey[] {
  const keys = new Map<string, SchemaKey>()
  for (const found of walk(unwrap(schema), "", undefined)) {
    const known = keys.get(found.key)
    if (!known || (known.marked && !found.marked)) keys.set(found.key, found)
  }
  return [...keys.values()]
}

function* walk({ schema }: Unwrapped, path: string, around: SchemaKey["marked"]): Generator<SchemaKey> {
  const { def } = schema._zod
  if (def.type === "object") {
    const decided = Object.values(def.shape).some((property) => {
      const { schema: inner, instead } = unwrap(property)
      // An option whose deciding value is marked is marked as a whole; optional keys decide nothing.
      return inner._zod.def.type === "literal" && instead !== undefined && !unwrap(property).optional
    })
    for (const [name, property] of Object.entries<Schema>(def.shape)) {
      const inner = unwrap(property)
      const key = path === "" ? name : `${path}.${name}`
      const innerDef = inner.schema._zod.def
      if (decided && innerDef.type === "literal" && inner.instead !== undefined) {
        yield { key: `${key}=${innerDef.values.join()}`, marked: around ? "around" : "itself" }
      } else {
        const marked = around || decided ? "around" : inner.instead === undefined ? undefined : "itself"
        yield { key, marked }
        yield* walk(inner, key, marked && "around")
      }
    }
  } else if (def.type === "record") yield* part(def.valueType, `${path}.*`, around)
  else if (def.type === "array") yield* part(def.element, path, around)
  else if (def.type === "union") for (const option of def.options) yield* part(option, path, around)
}

/** A part without a key of its own; where it alone is marked, it is told apart by `=`. */
function* part(schema: Schema, path: string, around: SchemaKey["marked"]): Generator<SchemaKey> {
  const inner = unwrap(schema)
  const isMarked = inner.instead !== undefined && !around
  if (isMarked) yield { key: `${path}=`, marked: "itself" }
  yield* walk(inner, path, isMarked ? "around" : around)
}
