import { z } from "zod"

/** Schemas whose behaviour does not exist yet. What matches one is refused with `not-supported-yet`. */
export const notYetRegistry = z.registry<{ readonly instead: string }>()

/** Marks a schema as understood but not acted on yet; `instead` says what to do today. */
export function notYet<S extends z.ZodType>(schema: S, instead: string): S {
  const marked = schema.clone() as S
  notYetRegistry.add(marked, { instead })
  return marked
}
