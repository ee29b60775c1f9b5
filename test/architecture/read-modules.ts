import { dirname, join, relative } from "node:path"
import {
  isCallExpression,
  isIdentifier,
  isImportDeclaration,
  isNamedImports,
  isNewExpression,
  isPropertyAccessExpression,
  type Node,
  type SourceFile,
} from "typescript/unstable/ast"
import { API, type APIOptions } from "typescript/unstable/sync"

export interface ImportOf {
  /** Path from the repository's root, or the package. */
  readonly target: string
  readonly line: number
  /** Names taken from it; null where all of it is (`import * as`, `import()`). */
  readonly names: readonly string[] | null
}

/** A source file as the rules look at it. */
export interface SourceModule {
  /** From the repository's root. */
  readonly path: string
  readonly imports: readonly ImportOf[]
  /** `Date.now`, `new Date`, `process`: what it uses of the world around, with the line. */
  readonly globals: readonly { readonly name: string; readonly line: number }[]
}

const WORLD = /^(process|console|fetch|performance|Promise|queueMicrotask|set(Timeout|Interval|Immediate))$/

/** Reads all sources of a TypeScript project below `src/`, with the compiler's own parser. */
export function readModules(root: string, options: APIOptions = {}): readonly SourceModule[] {
  const compiler = new API({ ...options, cwd: root })
  try {
    const tsconfig = join(root, "tsconfig.json")
    const project = compiler.updateSnapshot({ openProjects: [tsconfig] }).getProject(tsconfig)
    return (project?.rootFiles ?? []).flatMap((file) => {
      const source = project?.program.getSourceFile(file)
      const path = relative(root, file)
      return source && path.startsWith("src/") ? [readModule(path, source)] : []
    })
  } finally {
    compiler.close()
  }
}

function readModule(path: string, source: SourceFile): SourceModule {
  const lineOf = (node: Node) => source.text.slice(0, node.end).split("\n").length
  const globals: { name: string; line: number }[] = []
  const visit = (node: Node): void => {
    const name = globalUsedBy(node)
    if (name !== undefined) globals.push({ name, line: lineOf(node) })
    node.forEachChild(visit)
  }
  visit(source)
  const imports = source.imports.map((node) => {
    const specifier = "text" in node ? String(node.text) : ""
    const target = specifier.startsWith(".") ? join(dirname(path), specifier) : specifier
    return { target, line: lineOf(node), names: namesImportedBy(node.parent) }
  })
  return { path, imports, globals }
}

function namesImportedBy(declaration: Node): readonly string[] | null {
  if (!isImportDeclaration(declaration)) return null
  const bindings = declaration.importClause?.namedBindings
  if (!bindings || !isNamedImports(bindings)) return null
  return bindings.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
}

function globalUsedBy(node: Node): string | undefined {
  if (isPropertyAccessExpression(node) && isIdentifier(node.expression)) {
    const [object, property] = [node.expression.text, node.name.text]
    if (WORLD.test(object)) return object
    const text = `${object}.${property}`
    return text === "Date.now" || text === "Math.random" ? text : undefined
  }
  if ((isCallExpression(node) || isNewExpression(node)) && isIdentifier(node.expression)) {
    const called = node.expression.text
    if (called === "Date" && !node.arguments?.length) return "new Date"
    return WORLD.test(called) ? called : undefined
  }
  return undefined
}
