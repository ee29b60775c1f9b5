import type { ImportOf, SourceModule } from "./read-modules.ts"

/** Folders of `src/core`: each may import those before it. */
const coreOrder = [
  "shared",
  "definition",
  "proof",
  "environment",
  "release",
  "evidence",
  "image",
  "dockerfile",
  "routing",
  "plan",
  "run",
  "promotion",
  "deployment",
]

/** What a layer may import besides itself. `src` stands for the files directly below it, which compose the others. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ports: ["core"],
  app: ["core", "ports"],
  adapters: ["core", "ports"],
  server: ["core", "ports", "app"],
  cli: ["core", "ports", "app"],
  src: ["core", "ports", "app", "adapters", "server", "cli"],
}

/** Adapters that others are built on. */
const sharedAdapters: Readonly<Record<string, readonly string[]>> = {
  sql: ["sqlite", "postgres"],
  process: ["work-folders"],
  "image-archives": ["docker"],
  tar: ["docker", "image-archives", "oci"],
}

/** Packages of the layers that do no I/O themselves; null: any name of it. */
const packages: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>> = {
  core: {
    "node:crypto": ["createHash", "createPublicKey", "hash", "KeyObject", "verify"],
    "node:path": ["posix"],
    "node:util": ["styleText"],
    canonicalize: null,
    "dockerfile-ast": null,
    picomatch: null,
    semver: null,
    "temporal-polyfill": null,
    yaml: null,
    zod: null,
    "zod/mini": null,
  },
  ports: {},
  app: { "node:crypto": null, "node:path": null, "node:string_decoder": null },
  cli: { "node:events": null, "node:stream": null, "node:string_decoder": null, "node:util": null, commander: null },
}

/** Whether a file is there for tests alone. */
function isTest(path: string): boolean {
  return /\.test\.ts$|\/(testing|fixtures)\//.test(path)
}

/** Everything in the product's sources that breaks a rule of docs/architecture.md, one line each. */
export function findBreaches(modules: readonly SourceModule[]): readonly string[] {
  const product = modules.filter(({ path }) => !isTest(path))
  return [...product.flatMap(breachesOf), ...cyclesOf(product)]
}

function breachesOf({ path, imports, globals }: SourceModule): string[] {
  const used = layerOf(path) === "core" ? globals : []
  return [
    ...imports.flatMap((one) => {
      const rule = ruleBrokenBy(path, one)
      return rule === undefined ? [] : [`${path}:${one.line} imports ${one.target}: ${rule}`]
    }),
    ...used.map(({ name, line }) => `${path}:${line} uses ${name}: core takes the world's facts as values`),
  ]
}

function ruleBrokenBy(path: string, { target, names }: ImportOf): string | undefined {
  const from = layerOf(path)
  if (target === "package.json") return undefined
  if (!target.startsWith("src/")) {
    if (/^(test|scripts|examples)\//.test(target)) return "src imports nothing outside of it"
    return packageRule(from, target, names) ?? archiveRule(path, target, names)
  }
  if (isTest(target)) return "it is there for tests alone"
  const to = layerOf(target)
  if (from !== to) {
    const allowed = mayImport[from] ?? []
    return allowed.includes(to) ? undefined : `${from} may import ${["itself", ...allowed].join(", ")}`
  }
  return from === "core" ? coreRule(path, target) : from === "adapters" ? adapterRule(path, target) : undefined
}

function packageRule(layer: string, name: string, names: readonly string[] | null): string | undefined {
  const allowed = packages[layer]
  if (!allowed) return undefined
  const wanted = allowed[name]
  if (wanted === undefined) return `${layer} does no I/O; it may use ${Object.keys(allowed).join(", ") || "no package"}`
  if (wanted === null || names?.every((one) => wanted.includes(one))) return undefined
  return `${layer} may use ${wanted.join(", ")} of it`
}

/** Archives are hostile: what is refused of them is decided in one place. */
function archiveRule(path: string, name: string, names: readonly string[] | null): string | undefined {
  const reads = name === "tar-stream" && (names === null || names.includes("extract"))
  return reads && !path.startsWith("src/adapters/tar/") ? "archives are read by adapters/tar" : undefined
}

function coreRule(path: string, target: string): string | undefined {
  const [from, to] = [folderOf(path), folderOf(target)]
  if (!coreOrder.includes(from)) return `core/${from} has no place in the order of core's folders`
  if (from === to || coreOrder.indexOf(to) < coreOrder.indexOf(from)) return undefined
  return `core/${from} comes before core/${to}`
}

function adapterRule(path: string, target: string): string | undefined {
  const [from, to] = [folderOf(path), folderOf(target)]
  return from === to || sharedAdapters[to]?.includes(from) ? undefined : "adapters do not know each other"
}

function layerOf(path: string): string {
  const [, layer = "", file] = path.split("/")
  return file === undefined ? "src" : layer
}

function folderOf(path: string): string {
  return path.split("/")[2] ?? ""
}

/** Files that import each other in a ring, types included. */
function cyclesOf(modules: readonly SourceModule[]): string[] {
  const targets = new Map(modules.map(({ path, imports }) => [path, imports.map(({ target }) => target)]))
  const done = new Set<string>()
  const onWay: string[] = []
  const cycles: string[] = []
  const walk = (path: string) => {
    const start = onWay.indexOf(path)
    if (start >= 0)
      cycles.push(`${[...onWay.slice(start), path].join(" → ")}: files do not import each other in a ring`)
    if (start >= 0 || done.has(path)) return
    onWay.push(path)
    targets.get(path)?.forEach(walk)
    onWay.pop()
    done.add(path)
  }
  for (const path of targets.keys()) walk(path)
  return cycles
}
