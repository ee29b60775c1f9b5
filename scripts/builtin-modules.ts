import type { Plugin } from "rolldown"

/** An edit of a text, by character. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What of a syntax tree is looked at here (ESTree, ImportDeclaration). */
interface Statement {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly source?: { readonly value: unknown } | null
  readonly specifiers?: readonly Specifier[]
}

interface Specifier {
  readonly type: string
  readonly local: { readonly name?: string }
  readonly imported?: { readonly name?: string; readonly value?: unknown }
}

/**
 * Takes Node's own modules as they are. For whoever imports one, Node reads each of its properties, and thereby loads what
 * nobody has asked for: of `node:util` and `node:crypto` alone some 3 ms at each start.
 */
export function takeBuiltinModules(): Plugin {
  return {
    name: "take-builtin-modules",
    renderChunk(code) {
      const program = this.parse(code)
      return rewritten(code, program.body as readonly Statement[])
    },
  }
}

export function rewritten(code: string, statements: readonly Statement[]): string {
  const edits = statements.flatMap((statement): Edit[] => {
    const name = statement.source?.value
    const isBuiltin = statement.type === "ImportDeclaration" && typeof name === "string" && name.startsWith("node:")
    if (!isBuiltin || !statement.specifiers?.length) return []
    return [{ start: statement.start, end: statement.end, text: taken(name, statement.specifiers) }]
  })
  return edits
    .toReversed()
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), code)
}

function taken(name: string, specifiers: readonly Specifier[]): string {
  const whole = `process.getBuiltinModule(${JSON.stringify(name)})`
  const named = specifiers.filter(({ type }) => type === "ImportSpecifier")
  const parts = named.map(({ local, imported }) => `${JSON.stringify(imported?.name ?? imported?.value)}:${local.name}`)
  const others = specifiers
    .filter((specifier) => !named.includes(specifier))
    .map(({ local }) => `${local.name}=${whole}`)
  return `const ${[...others, ...(parts.length > 0 ? [`{${parts.join()}}=${whole}`] : [])].join()};`
}
