import { safeParse, type z } from "zod"
import type { SourceMapping, SourceValue } from "../source/source-value.ts"
import { kindOfValue, kindsOfSchema, propertiesOf, unwrap, valuesOf } from "./schema-parts.ts"

type Schema = z.core.$ZodType

/**
 * The option of a union that the author most likely means: one that takes this kind of value; among mappings the one
 * whose fixed values fit (`kind: ecs`), else the one with the most of the keys that are there.
 *
 * @returns undefined when no option takes this kind of value, or several texts could be meant and none fits
 */
export function chooseOption(options: readonly Schema[], source: SourceValue): Schema | undefined {
  const kind = kindOfValue(source.plain)
  const fitting = optionsOf(options).filter((option) => kindsOfSchema(option).includes(kind))
  if (fitting.length < 2) return fitting[0]
  if (source.kind === "mapping") return bestMapping(fitting, source)
  return fitting.find((option) => safeParse(option, source.plain).success)
}

/** All options of a union. Those of an inner union compete as equals, unless the inner union itself carries a mark. */
export function optionsOf(options: readonly Schema[]): readonly Schema[] {
  return options.flatMap((option) => {
    const { schema, instead } = unwrap(option)
    return schema._zod.def.type === "union" && instead === undefined ? optionsOf(schema._zod.def.options) : [option]
  })
}

function bestMapping(options: readonly Schema[], source: SourceMapping): Schema | undefined {
  let best: Schema | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const option of options) {
    const score = scoreOf(propertiesOf(option) ?? {}, source)
    if (score > most) [best, most] = [option, score]
  }
  return best
}

function scoreOf(properties: Readonly<Record<string, Schema>>, source: SourceMapping): number {
  let score = 0
  for (const [key, property] of Object.entries(properties)) {
    const entry = source.entries.get(key)
    const { schema, optional } = unwrap(property)
    const fixed = schema._zod.def.type === "literal" ? valuesOf(schema) : undefined
    if (entry) score += fixed ? (fixed.includes(String(entry.value.plain)) ? 100 : -100) : 1
    // A key that must be there says more about what is meant than one that may.
    else if (!optional) score -= 1
  }
  return score
}
