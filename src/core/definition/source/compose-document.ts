import { Composer, type Document, Lexer, Parser } from "yaml"
import { definitionLimits } from "../limits.ts"
import type { Problem, Report } from "../problem.ts"

type Token = ReturnType<Parser["parse"]> extends Generator<infer T> ? T : never

/**
 * Composes the only YAML document of a text. The concrete syntax is read first, step by step and without recursion, so
 * that nesting is bounded before the composer, which recurses, sees any of it. Duplicate keys are left to the caller:
 * the library compares every key with every other one.
 *
 * @returns undefined when a problem was reported
 */
export function composeDocument(text: string, report: Report): Document.Parsed | undefined {
  const tokens = readTokens(text, report)
  if (!tokens) return undefined
  const composer = new Composer({ version: "1.2", schema: "core", merge: false, uniqueKeys: false, stringKeys: true })
  const documents = [...composer.compose(tokens, true, text.length)]
  const [document, second] = documents
  const { problems } = definitionLimits
  let sound = document !== undefined
  const refuse = (problem: Omit<Problem, "severity">) => {
    sound = false
    report({ severity: "error", ...problem })
  }
  for (const { errors, warnings } of documents) {
    for (const { message, pos } of errors.slice(0, problems)) {
      refuse({ code: "yaml-syntax", message: sentence(message), at: { start: pos[0], end: pos[1] } })
    }
    for (const { pos } of warnings.slice(0, problems)) {
      const message = "tags such as `!name` are not supported"
      refuse({ code: "yaml-feature", message, at: { start: pos[0], end: pos[1] }, suggestion: "write the plain value" })
    }
  }
  for (const token of tokens) {
    if (token.type !== "directive") continue
    const at = { start: token.offset, end: token.offset + token.source.length }
    refuse({ code: "yaml-feature", message: "directives are not supported", at, suggestion: "remove the line" })
  }
  if (second) {
    const start = second.range[0]
    const message = "a second YAML document starts here"
    refuse({ code: "yaml-feature", message, at: { start, end: start }, suggestion: "keep one document in the file" })
  }
  return sound ? document : undefined
}

function readTokens(text: string, report: Report): Token[] | undefined {
  const { depth, lexemes } = definitionLimits
  const parser = new Parser()
  const tokens: Token[] = []
  let read = 0
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    read++
    if (read > lexemes) {
      const at = { start: parser.offset - 1, end: parser.offset }
      report({ code: "file-too-large", severity: "error", message: `the file holds more than ${lexemes} words`, at })
      return undefined
    }
    // The stack holds the document, what is open in it, and perhaps a scalar.
    if (parser.stack.length > depth + 2) {
      const at = { start: parser.offset - 1, end: parser.offset }
      const message = `lists and mappings are nested more than ${depth} deep`
      report({ code: "nesting-too-deep", severity: "error", message, at })
      return undefined
    }
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

/** The library's message in Slipway's style: one line, no capital, no full stop. */
function sentence(message: string): string {
  const line = message.split("\n", 1)[0] ?? ""
  return (line.charAt(0).toLowerCase() + line.slice(1)).replace(/[.:]$/, "")
}
