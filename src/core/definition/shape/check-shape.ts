import { safeParse, type z } from "zod"
import type { Problem, Report, Span } from "../problem.ts"
import { quote } from "../quote.ts"
import type { Path, SourceMapping, SourceValue } from "../source/source-value.ts"
import { chooseOption } from "./choose-option.ts"
import { missingKey, notSupported, unknownKey } from "./key-problems.ts"
import { leafProblem, notOneOf } from "./leaf-problem.ts"
import { propertiesOf, unwrap, valuesOf } from "./schema-parts.ts"

type Schema = z.core.$ZodType
type DecidedUnionDef = z.core.$ZodDiscriminatedUnionDef
type UnionDef = z.core.$ZodUnionDef | DecidedUnionDef

/** Where the walk is. */
interface Position {
  readonly path: Path
  /** The key it stands under; of a list's item its first character. */
  readonly key: Span
  /** What is underlined when this very thing is not supported: the value where the key has others that are. */
  readonly underline: "key" | "value"
  /** Whether something around it was already reported as not supported yet. */
  readonly marked: boolean
  /** The union it was chosen from. */
  readonly union?: UnionDef
}

/**
 * Walks a file along the schema and reports everything that does not fit it, and everything that fits but is not
 * supported yet. Only what the file really holds counts, never a default.
 */
export function checkShape(schema: Schema, root: SourceValue, report: Report): void {
  const key = firstOf(root.span)
  new ShapeCheck(report).visit(schema, root, { path: [], key, underline: "key", marked: false })
}

class ShapeCheck {
  readonly #report: Report

  constructor(report: Report) {
    this.#report = report
  }

  visit(wrapped: Schema, source: SourceValue, outer: Position): void {
    if (source.kind === "unknown") return
    const { schema, instead } = unwrap(wrapped)
    const position = { ...outer, marked: outer.marked || instead !== undefined }
    if (instead !== undefined && !outer.marked) this.#report(notSupported(source, position, instead))
    const { def } = schema._zod
    if (def.type === "union") this.#union(wrapped, def, source, position)
    else if (def.type === "object" && source.kind === "mapping") {
      this.#whole(schema, source, () => this.#object(def.shape, source, position))
    } else if (def.type === "record" && source.kind === "mapping") {
      this.#record(def.keyType, def.valueType, source, position)
    } else if (def.type === "array" && source.kind === "list") {
      this.#whole(schema, source, () => {
        for (const [index, item] of source.items.entries()) {
          this.visit(def.element, item, {
            ...position,
            path: [...position.path, index],
            key: firstOf(item.span),
            underline: "value",
          })
        }
        return true
      })
    } else this.#leaf(wrapped, source, position)
  }

  #union(schema: Schema, union: UnionDef, source: SourceValue, position: Position): void {
    if (source.kind === "mapping" && "discriminator" in union && !this.#decided(union, source, position)) return
    const option = chooseOption(union.options, source)
    if (option) this.visit(option, source, { ...position, underline: "value", union })
    else this.#leaf(schema, source, position)
  }

  /** Whether a mapping has the key that decides between the options of a union, with a value that one of them has. */
  #decided(union: DecidedUnionDef, source: SourceMapping, position: Position): boolean {
    const key = union.discriminator
    const values = union.options.flatMap((option) => {
      const property = propertiesOf(option)?.[key]
      return (property && valuesOf(property)) ?? []
    })
    const value = source.entries.get(key)?.value
    if (value?.kind === "unknown") return false
    if (value) {
      if (values.includes(String(value.plain))) return true
      this.#report(notOneOf(values, value))
    } else if (!source.incomplete) this.#report(missingKey(key, values, position))
    return false
  }

  #object(shape: Readonly<Record<string, Schema>>, source: SourceMapping, position: Position): boolean {
    const { union, ...here } = position
    let known = true
    for (const [key, { keySpan, value }] of source.entries) {
      const property = Object.hasOwn(shape, key) ? shape[key] : undefined
      if (!property) {
        known = false
        this.#report(unknownKey(key, keySpan, { path: here.path, shape, options: union?.options ?? [] }))
        continue
      }
      // Where a value decides between options, its key is fine and only the value may be unsupported.
      const decides = union !== undefined && "discriminator" in union && union.discriminator === key
      this.visit(property, value, {
        ...here,
        path: [...here.path, key],
        key: keySpan,
        underline: decides ? "value" : "key",
      })
    }
    for (const [key, property] of Object.entries(shape)) {
      if (source.incomplete || unwrap(property).optional || source.entries.has(key)) continue
      known = false
      this.#report(missingKey(key, valuesOf(property), position))
    }
    return known
  }

  #record(keys: Schema, values: Schema, source: SourceMapping, position: Position): void {
    const { union: _, ...here } = position
    for (const [key, { keySpan, value }] of source.entries) {
      const parsed = safeParse(keys, key)
      if (!parsed.success) {
        const because = parsed.error.issues[0]?.message ?? "this cannot be a key"
        this.#error({ code: "name-invalid", message: `${quote(key)}: ${because}`, at: keySpan })
      }
      this.visit(values, value, { ...here, path: [...here.path, key], key: keySpan, underline: "key" })
    }
  }

  #leaf(schema: Schema, source: SourceValue, { path }: Position): void {
    const problem = leafProblem(schema, source, path)
    if (problem) this.#report(problem)
  }

  /** Checks the parts of a list or mapping, and then what is demanded of it as a whole (`at least one condition`). */
  #whole(schema: Schema, source: SourceValue, parts: () => boolean): void {
    if (!parts() || !schema._zod.def.checks?.length) return
    for (const issue of safeParse(schema, source.plain).error?.issues ?? []) {
      if (issue.path.length > 0 || issue.code === "unrecognized_keys") continue
      const message =
        issue.code === "too_small"
          ? `at least ${issue.minimum} is needed here`
          : issue.code === "too_big"
            ? `at most ${issue.maximum} are possible here`
            : issue.message
      this.#error({ code: "value-invalid", message, at: source.span })
    }
  }

  #error(problem: Omit<Problem, "severity">): void {
    this.#report({ severity: "error", ...problem })
  }
}

function firstOf({ start }: Span): Span {
  return { start, end: start + 1 }
}
