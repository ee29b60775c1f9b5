import type { z } from "zod"
import { notYetRegistry } from "../schema/not-yet.ts"

type Known = z.core.$ZodTypes
type Schema = z.core.$ZodType

/** A schema without what only surrounds it: optional, default, transform. */
export interface Unwrapped {
  readonly schema: Known
  /** What to do instead, when the schema or anything around it is marked as not supported yet. */
  readonly instead: string | undefined
  readonly optional: boolean
}

/** Takes optional, default and pipe (their input side) off a schema. */
export function unwrap(schema: Schema): Unwrapped {
  let inner = schema as Known
  let instead: string | undefined
  let optional = false
  for (;;) {
    instead ??= notYetRegistry.get(inner)?.instead
    const { def } = inner._zod
    if (def.type === "optional" || def.type === "default" || def.type === "prefault") {
      optional = true
      inner = def.innerType as Known
    } else if (def.type === "pipe") inner = def.in as Known
    else if (def.type === "readonly" || def.type === "nonoptional") inner = def.innerType as Known
    else return { schema: inner, instead, optional }
  }
}

/** What a schema takes, in the terms of YAML. */
export type ValueKind = "text" | "number" | "yes-no" | "list" | "mapping" | "nothing"

export function kindOfValue(value: unknown): ValueKind {
  if (typeof value === "string") return "text"
  if (typeof value === "number") return "number"
  if (typeof value === "boolean") return "yes-no"
  if (Array.isArray(value)) return "list"
  return typeof value === "object" && value !== null ? "mapping" : "nothing"
}

export function kindsOfSchema(schema: Schema): readonly ValueKind[] {
  const { def } = unwrap(schema).schema._zod
  switch (def.type) {
    case "string":
      return ["text"]
    case "number":
      return ["number"]
    case "boolean":
      return ["yes-no"]
    case "literal":
      return [...new Set(def.values.map(kindOfValue))]
    case "enum":
      return [...new Set(Object.values(def.entries).map(kindOfValue))]
    case "array":
      return ["list"]
    case "object":
    case "record":
      return ["mapping"]
    case "union":
      return [...new Set(def.options.flatMap(kindsOfSchema))]
    default:
      throw new TypeError(`the schema of slipway.yaml uses '${def.type}', which has no texts for people yet`)
  }
}

/** The values that a closed schema takes, as they are written; undefined for open ones. */
export function valuesOf(schema: Schema): readonly string[] | undefined {
  const { def } = unwrap(schema).schema._zod
  if (def.type === "literal") return def.values.map(String)
  if (def.type === "enum") return Object.values(def.entries).map(String)
  if (def.type !== "union") return undefined
  const values = def.options.map(valuesOf)
  return values.every((some) => some !== undefined) ? values.flat() : undefined
}

/** The properties of a mapping with fixed keys; undefined for anything else. */
export function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const { def } = unwrap(schema).schema._zod
  return def.type === "object" ? def.shape : undefined
}
