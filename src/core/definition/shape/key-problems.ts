import type { z } from "zod"
import { didYouMean } from "../nearest.ts"
import type { Problem, Span } from "../problem.ts"
import { alternatives, printable, quote } from "../quote.ts"
import type { Path, SourceValue } from "../source/source-value.ts"
import { optionsOf } from "./choose-option.ts"
import { propertiesOf, valuesOf } from "./schema-parts.ts"

type Schema = z.core.$ZodType
type Shape = Readonly<Record<string, Schema>>

/** A mapping of the file, and what it could be. */
export interface MappingPlace {
  readonly path: Path
  readonly shape: Shape
  /** The options of the union that the shape was chosen from. */
  readonly options: readonly Schema[]
}

/** A key that the mapping does not have; or that it has only in another form. */
export function unknownKey(key: string, at: Span, { path, shape, options }: MappingPlace): Problem {
  const elsewhere = optionsOf(options).some((option) => Object.hasOwn(propertiesOf(option) ?? {}, key))
  const fixed = Object.entries(shape).find(([, property]) => valuesOf(property)?.length === 1)?.[0]
  const decisive = fixed ?? Object.keys(shape)[0] ?? ""
  const message = elsewhere
    ? `${quote(key)} cannot stand beside ${quote(decisive)} in ${dotted(path)}`
    : `unknown key ${quote(key)} in ${dotted(path)}`
  const known = `known here: ${alternatives(Object.keys(shape))}`
  const suggestion = () => didYouMean(key, Object.keys(shape)) ?? known
  return { code: "key-unknown", severity: "error", message, at, suggestion }
}

/** A key that must be there; `values` are those it can have, where they are few. */
export function missingKey(
  key: string,
  values: readonly string[] | undefined,
  { path, key: at }: { readonly path: Path; readonly key: Span },
): Problem {
  const suggestion = values ? `write ${alternatives(values.map((value) => `'${key}: ${value}'`))}` : `add '${key}:'`
  const message = `${quote(key)} is missing in ${dotted(path)}`
  return { code: "key-missing", severity: "error", message, at, suggestion }
}

/** A key without behaviour (underlined itself), or a value without it under a key that has some. */
export function notSupported(
  source: SourceValue,
  { path, key, underline }: { readonly path: Path; readonly key: Span; readonly underline: "key" | "value" },
  instead: string,
): Problem {
  const form = source.kind === "scalar" ? `: ${quote(String(source.plain))}` : ": this form"
  const what = underline === "value" ? `${dotted(path)}${form}` : dotted(path)
  const at = underline === "value" ? source.span : key
  const message = `${what} is not supported yet`
  return { code: "not-supported-yet", severity: "error", message, at, suggestion: instead }
}

/** `services.gateway.jobs.unit`, `environments.production.from[1]`; `the file` for its root. */
function dotted(path: Path): string {
  if (path.length === 0) return "the file"
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index ? "." : ""}${printable(step, 40)}`))
    .join("")
}
