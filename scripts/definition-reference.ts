import { definitionJsonSchema } from "../src/core/definition/json-schema.ts"
import { tableRow } from "./markdown.ts"

/** What stands above is written by hand, what stands below is not. */
export const referenceMarker = "<!-- Written by scripts/write-docs.ts from the schema in src/core; do not edit. -->"

interface Schema {
  readonly description?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

interface Row {
  readonly key: string
  readonly takes: string
  readonly what: string
  readonly isRequired: boolean
}

/** A page with its reference brought up to date. */
export function withReference(page: string): string {
  const [guide = ""] = page.split(referenceMarker)
  return `${guide}${referenceMarker}\n\n${reference()}\n`
}

function reference(): string {
  const { properties = {}, required = [] } = definitionJsonSchema() as Schema
  return Object.entries(properties)
    .map(([key, schema]) => {
      const rows = unique(rowsBelow(schema, key))
      const must = required.includes(key) ? "Must be there. " : ""
      const table = [["key", "takes", "what it is"], ["---", "---", "---"], ...rows.map(cellsOf)].map(tableRow)
      const lead = `${must}${bold(schema.description ?? "")}${defaultOf(schema)}.`
      return [`### \`${key}\``, rows.length > 0 ? lead : `${lead} Takes ${takes(schema)}.`]
        .concat(rows.length > 0 ? [table.join("\n")] : [])
        .join("\n\n")
    })
    .join("\n\n")
}

function rowsBelow(schema: Schema, path: string): Row[] {
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const inner = schema.additionalProperties
  return [
    ...options.flatMap((option) => rowsBelow(option, path)),
    ...(schema.items ? rowsBelow(schema.items, path) : []),
    ...(typeof inner === "object" ? recordRows(inner, `${path}.<name>`) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
      const key = `${path}.${name}`
      return [rowOf(key, property, schema.required?.includes(name) === true), ...nestedRows(property, key)]
    }),
  ]
}

/** The values of a mapping with free names: only what is more than its own keys needs a row. */
function recordRows(value: Schema, path: string): Row[] {
  const below = rowsBelow(value, path)
  const hasText = value.anyOf?.some(({ type }) => type === "string") === true
  const isSaid = value.description !== undefined
  return hasText || isSaid ? [rowOf(path, value, false), ...below] : below
}

/** Jobs are described once, under `jobs`. */
function nestedRows(property: Schema, key: string): Row[] {
  return key.endsWith(".jobs") ? [] : rowsBelow(property, key)
}

function rowOf(key: string, schema: Schema, isRequired: boolean): Row {
  const said = key.endsWith(".jobs") ? "Its jobs, as under `jobs`" : (schema.description ?? "")
  return { key, takes: takes(schema), what: `${said}${defaultOf(schema)}`, isRequired }
}

function takes(schema: Schema): string {
  const { type, items, anyOf, oneOf, properties } = schema
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ")
  const options = anyOf ?? oneOf
  if (options) return [...new Set(options.map(takes))].join(" or ")
  if (items) return `list of ${takes(items)}`
  if (type === "object") return properties ? "mapping" : "mapping by name"
  return { string: "text", integer: "whole number", number: "number", boolean: "`true`, `false`" }[type ?? ""] ?? "any"
}

function defaultOf({ default: value, description = "" }: Schema): string {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0
  if (value === undefined || value === false || isEmpty || description.includes("efault:")) return ""
  const text = typeof value === "string" ? value : JSON.stringify(value).replaceAll('"', "")
  return ` (default: \`${text}\`)`
}

/** One row a key: a key of several options takes what any of them takes. */
function unique(rows: readonly Row[]): readonly Row[] {
  const byKey = new Map<string, Row>()
  for (const row of rows) {
    const known = byKey.get(row.key)
    byKey.set(row.key, known ? merged(known, row) : row)
  }
  return [...byKey.values()]
}

function merged(one: Row, other: Row): Row {
  if (one.takes === other.takes && one.what.includes(other.what)) return one
  return {
    key: one.key,
    takes: [...new Set([one.takes, other.takes])].join(" or "),
    // Where the value decides what else there is, each value has its own description.
    what: one.takes === other.takes ? `${one.what}; ${other.what}` : `${valueText(one)}; ${valueText(other)}`,
    isRequired: one.isRequired && other.isRequired,
  }
}

function valueText({ takes: value, what }: Row): string {
  return /^`[^`]+`$/.test(value) ? `${value}: ${what}` : what
}

function cellsOf({ key, takes: taken, what, isRequired }: Row): readonly string[] {
  return [`\`${key}\``, taken, `${bold(what)}${isRequired ? " (must be there)" : ""}`]
}

function bold(text: string): string {
  return text.replaceAll("Not supported yet:", "**Not supported yet:**")
}
