import { safeParse, type z } from "zod"
import { chooseOption } from "../shape/choose-option.ts"
import { unwrap } from "../shape/schema-parts.ts"
import type { SourceValue } from "../source/source-value.ts"

type Schema = z.core.$ZodType

/** Values without a meaning for other parts, in place of a bad path, command or number that must be there. */
const standIns = [".", 1, false]

/**
 * What is left of a value when its mistakes are taken out, still unparsed: bad entries and keys are left out, a list
 * ends before its first bad item (so that the others keep their index).
 *
 * @returns undefined when nothing sound is left
 */
export function soundPart(wrapped: Schema, source: SourceValue): unknown {
  if (safeParse(wrapped, source.plain).success) return source.plain
  const { schema } = unwrap(wrapped)
  const { def } = schema._zod
  const left = partOf(def, source)
  return left !== undefined && safeParse(wrapped, left).success ? left : undefined
}

function partOf(def: z.core.$ZodTypes["_zod"]["def"], source: SourceValue): unknown {
  if (def.type === "union") {
    const option = chooseOption(def.options, source)
    return option && soundPart(option, source)
  }
  if (def.type === "array" && source.kind === "list") {
    const bad = source.items.findIndex((item) => !safeParse(def.element, item.plain).success)
    return source.plain.slice(0, bad < 0 ? undefined : bad)
  }
  if (source.kind !== "mapping") return undefined
  const left: Record<string, unknown> = {}
  if (def.type === "record") {
    for (const [key, { value }] of source.entries) {
      if (safeParse(def.keyType, key).success) left[key] = soundPart(def.valueType, value)
      if (left[key] === undefined) delete left[key]
    }
    return left
  }
  if (def.type !== "object") return undefined
  for (const [key, property] of Object.entries<Schema>(def.shape)) {
    const value = source.entries.get(key)?.value
    const part = value && soundPart(property, value)
    if (part !== undefined) left[key] = part
    else if (!unwrap(property).optional) left[key] = standInFor(property)
  }
  return left
}

function standInFor(schema: Schema): unknown {
  const { def } = unwrap(schema).schema._zod
  return def.type === "union" ? undefined : standIns.find((value) => safeParse(schema, value).success)
}
