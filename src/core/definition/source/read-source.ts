import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml"
import { definitionLimits } from "../limits.ts"
import type { Problem, Report, Span } from "../problem.ts"
import { quote } from "../quote.ts"
import { composeDocument } from "./compose-document.ts"
import { refuseText } from "./refuse-text.ts"
import type {
  SourceEntry,
  SourceList,
  SourceMapping,
  SourceScalar,
  SourceUnknown,
  SourceValue,
} from "./source-value.ts"

/**
 * Reads YAML into values that know their place. Aliases are supported and shared, never copied; merge keys, tags and
 * directives are not. The cost is bounded by {@link definitionLimits} whatever the text is.
 *
 * @returns undefined when the text cannot be read as one value; problems that leave a value (duplicate keys) do not
 */
export function readSource(text: string, report: Report): SourceValue | undefined {
  const refused = refuseText(text)
  if (refused) {
    report(refused)
    return undefined
  }
  const document = composeDocument(text, report)
  return document && new SourceReader(report).read(document.contents)
}

class SourceReader {
  readonly #report: Report
  readonly #anchored = new Map<string, SourceValue | "open">()
  #values = 0
  #tooMany = false

  constructor(report: Report) {
    this.#report = report
  }

  read(contents: Node | null): SourceValue | undefined {
    const value = this.#value(contents)
    return this.#tooMany ? undefined : value
  }

  #value(node: unknown): SourceValue {
    const span = spanOf(node)
    if (isAlias(node)) return this.#alias(node.source, span)
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor !== undefined) this.#anchored.set(anchor, "open")
    const value = isMap(node)
      ? this.#mapping(node.items, span)
      : isSeq(node)
        ? this.#list(node.items, span)
        : scalar(node)
    if (anchor !== undefined) this.#anchored.set(anchor, value)
    return this.#count(1, span) ? value : unknown(span)
  }

  #alias(name: string, span: Span): SourceValue {
    const target = this.#anchored.get(name)
    if (target === undefined || target === "open") {
      const message = target
        ? `the alias ${quote(name)} stands inside what it names`
        : `there is no anchor ${quote(name)}`
      const suggestion = target ? "a value cannot hold itself" : `an anchor is written '&${quote(name).slice(1)} before`
      this.#error("alias-invalid", message, span, suggestion)
      return unknown(span)
    }
    return this.#count(target.size, span) ? target : unknown(span)
  }

  #list(nodes: readonly unknown[], span: Span): SourceList {
    const items: SourceValue[] = []
    for (const node of nodes) {
      if (this.#tooMany) break
      items.push(this.#value(node))
    }
    return { kind: "list", span, plain: items.map((item) => item.plain), items, size: sizeOf(items) }
  }

  #mapping(pairs: readonly Pair[], span: Span): SourceMapping {
    const entries = new Map<string, SourceEntry>()
    let incomplete = false
    for (const pair of pairs) {
      if (this.#tooMany) break
      const key = isScalar(pair.key) && typeof pair.key.value === "string" ? pair.key.value : ""
      const keySpan = spanOf(pair.key, span)
      const value = this.#value(pair.value ?? undefined)
      if (entries.has(key)) this.#error("key-duplicate", `the key ${quote(key)} is already there`, keySpan, "keep one")
      else if (this.#usable(key, keySpan)) entries.set(key, { keySpan, value: placed(value, keySpan) })
      else incomplete = true
    }
    const plain = Object.fromEntries([...entries].map(([key, entry]) => [key, entry.value.plain]))
    const size = sizeOf([...entries.values()].map((entry) => entry.value))
    return { kind: "mapping", span, plain, entries, incomplete, size }
  }

  #usable(key: string, at: Span): boolean {
    if (key === "<<")
      this.#error("yaml-feature", "merge keys are not supported", at, "repeat the keys, or alias a whole value")
    else if (key === "__proto__") this.#error("key-reserved", "the key '__proto__' is reserved", at, "use another name")
    else return true
    return false
  }

  #count(size: number, at: Span): boolean {
    const { values } = definitionLimits
    this.#values += size
    if (this.#values <= values) return true
    if (!this.#tooMany) this.#error("file-too-large", `the file holds more than ${values} values`, at)
    this.#tooMany = true
    return false
  }

  #error(code: Problem["code"], message: string, at: Span, suggestion?: string): void {
    this.#report({ code, severity: "error", message, at, ...(suggestion && { suggestion }) })
  }
}

function scalar(node: unknown): SourceScalar {
  const value = isScalar(node) ? node.value : null
  const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null
  return { kind: "scalar", span: spanOf(node), plain, size: 1 }
}

function unknown(span: Span): SourceUnknown {
  return { kind: "unknown", span, plain: null, size: 1 }
}

/** A value that is not written (`jobs:` and nothing behind it) is placed at its key. */
function placed(value: SourceValue, keySpan: Span): SourceValue {
  return value.kind === "scalar" && value.span.start === value.span.end ? { ...value, span: keySpan } : value
}

function sizeOf(values: readonly SourceValue[]): number {
  return values.reduce((size, value) => size + value.size, 1)
}

function spanOf(node: unknown, otherwise: Span = { start: 0, end: 0 }): Span {
  const range = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined
  return range ? { start: range[0], end: range[1] } : otherwise
}
