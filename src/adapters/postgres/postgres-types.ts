import pg from "pg"

/** int8 as a number: ids, times and counts are safe integers, and one that is not must not be rounded silently. */
function parseInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`)
  return value
}

/** How values are read: as `pg` does, except for 64-bit integers, which it hands out as strings. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 ? parseInteger : pg.types.getTypeParser(oid, format),
}
