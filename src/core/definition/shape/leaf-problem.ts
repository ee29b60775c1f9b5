import { safeParse, type z } from "zod"
import { didYouMean } from "../nearest.ts"
import type { Problem } from "../problem.ts"
import { alternatives, quote } from "../quote.ts"
import type { Path, SourceValue } from "../source/source-value.ts"
import { kindOfValue, kindsOfSchema, propertiesOf, type ValueKind, valuesOf } from "./schema-parts.ts"

type Schema = z.core.$ZodType

const KIND_TEXTS: Readonly<Record<ValueKind, string>> = {
  text: "text",
  number: "a number",
  "yes-no": "true or false",
  list: "a list",
  mapping: "a mapping",
  nothing: "nothing",
}

/** Why a value that is not walked into (a scalar, or a list or mapping where none belongs) does not fit its schema. */
export function leafProblem(schema: Schema, source: SourceValue, path: Path): Problem | undefined {
  const { plain } = source
  const parsed = safeParse(schema, plain)
  if (parsed.success) return undefined
  const kinds = kindsOfSchema(schema)
  const values = valuesOf(schema)
  if (values && source.kind === "scalar" && plain !== null) return notOneOf(values, source)
  if (!kinds.includes(kindOfValue(plain))) return wrongKind(schema, source, path)
  return problem("value-invalid", issueText(parsed.error.issues, source), source)
}

/** The problem of a value that is none of those that are possible. */
export function notOneOf(values: readonly string[], source: SourceValue): Problem {
  const text = String(source.plain)
  const expected = `expected ${alternatives(values.map((value) => `'${value}'`))}`
  // The right value as the wrong kind: `version: "1"`.
  if (values.includes(text)) {
    const suggestion = typeof source.plain === "string" ? "remove the quotes" : `put it in quotes: "${text}"`
    return problem("type-wrong", `${expected}, found ${found(source)}`, source, suggestion)
  }
  return problem("value-invalid", `${expected}, found ${quote(text)}`, source, didYouMean(text, values))
}

function wrongKind(schema: Schema, source: SourceValue, path: Path): Problem {
  const what = alternatives(kindsOfSchema(schema).map((kind) => KIND_TEXTS[kind]))
  const at = path.length > 0 ? "" : " as the whole file"
  return problem("type-wrong", `expected ${what}${at}, found ${found(source)}`, source, advice(schema, source))
}

function advice(schema: Schema, source: SourceValue): string | undefined {
  const { plain } = source
  const kinds = kindsOfSchema(schema)
  const keys = Object.keys(propertiesOf(schema) ?? {})
  if (source.kind === "scalar" && plain !== null && kinds.includes("text")) {
    const quoted = safeParse(schema, String(plain))
    return quoted.success ? `put it in quotes: "${plain}"` : issueText(quoted.error.issues, source)
  }
  if (kinds.includes("number") && typeof plain === "string" && /^[\d.]{1,15}$/.test(plain)) return "remove the quotes"
  if (kinds.includes("yes-no") && typeof plain === "string" && /^(yes|no|on|off)$/i.test(plain)) {
    return /^(yes|on)$/i.test(plain) ? "write true" : "write false"
  }
  if (plain === null && safeParse(schema, {}).success) return "write {} to take the defaults"
  if (keys.length > 0) return `its keys: ${keys.join(", ")}`
  if (kinds.includes("list") && source.kind === "scalar" && plain !== null) return "put it in brackets: [ ... ]"
  return plain === null ? "write the value, or remove the key" : undefined
}

function found({ plain }: SourceValue): string {
  const kind = kindOfValue(plain)
  if (kind === "text") return `the text ${quote(String(plain))}`
  return kind === "number" || kind === "yes-no" ? String(plain) : KIND_TEXTS[kind]
}

function issueText(issues: readonly z.core.$ZodIssue[], source: SourceValue): string {
  const texts = issues.map((issue) => {
    if (issue.code === "too_small") {
      if (issue.origin === "string") return "the text must not be empty"
      return `the least is ${issue.minimum}, found ${source.plain}`
    }
    if (issue.code === "too_big") {
      if (issue.origin === "string") return `the text is longer than ${issue.maximum} characters`
      return `the most is ${issue.maximum}, found ${source.plain}`
    }
    if (issue.code === "invalid_type") return `expected a whole number, found ${source.plain}`
    if (issue.code === "invalid_union") return innerTexts(issue.errors)
    return `${quote(String(source.plain))}: ${issue.message}`
  })
  // An empty text breaks the pattern as well; one reason is enough.
  return texts[0] ?? "this value does not fit"
}

/** Several kinds of text could be meant and none fits: what each of them would be. */
function innerTexts(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const expected = errors.flatMap((issues) =>
    issues.map((issue) =>
      issue.code === "invalid_value" ? alternatives(issue.values.map((value) => `'${String(value)}'`)) : issue.message,
    ),
  )
  return `expected ${alternatives(expected)}`
}

function problem(code: Problem["code"], message: string, source: SourceValue, suggestion?: string): Problem {
  return { code, severity: "error", message, at: source.span, ...(suggestion && { suggestion }) }
}
