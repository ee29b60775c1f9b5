import { type RawBuilder, sql } from "kysely"

/** Whether a column contains a text as it stands, upper and lower case of ASCII alike. */
export function containsText(column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`
}
