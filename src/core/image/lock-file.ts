import { posix } from "node:path"
import * as z from "zod/mini"

const dependenciesSchema = z._default(z.record(z.string(), z.string()), {})
const oneSchema = z.pipe(
  z.string(),
  z.transform((one) => [one]),
)
const listSchema = z.optional(z.union([z.array(z.string()), oneSchema]))
const flagSchema = z._default(z.boolean(), false)

const lockPackageSchema = z.looseObject({
  version: z.optional(z.string()),
  resolved: z.optional(z.string()),
  link: flagSchema,
  hasInstallScript: flagSchema,
  optional: flagSchema,
  devOptional: flagSchema,
  dependencies: dependenciesSchema,
  optionalDependencies: dependenciesSchema,
  peerDependencies: dependenciesSchema,
  os: listSchema,
  cpu: listSchema,
})

const lockFileSchema = z.looseObject({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), lockPackageSchema),
})

/** npm's package-lock.json, version 2 or 3 (docs.npmjs.com, package-lock-json). */
export type LockFile = z.output<typeof lockFileSchema>
type LockPackage = LockFile["packages"][string]

export const LOCK_FILES = ["npm-shrinkwrap.json", "package-lock.json"] as const

export function parseLockFile(text: string): LockFile | undefined {
  try {
    return lockFileSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** npm's names for a platform. */
export interface NpmPlatform {
  readonly os: string
  readonly cpu: string
}

/** What a package needs in production. Paths are the lock file's: below the folder that holds it. */
export interface ProductionClosure {
  /** `node_modules/a`, `node_modules/a/node_modules/b` ...; sorted. */
  readonly installed: readonly string[]
  /** Those of the installed that must be there; optional ones may be missing. */
  readonly required: readonly string[]
  /** Folders of workspace packages, without the importer's own; sorted. */
  readonly workspaces: readonly string[]
  /** Names of those that run a script when they are installed. */
  readonly withInstallScript: readonly string[]
}

/** Follows `dependencies`, `optionalDependencies` and `peerDependencies` from a package, as Node resolves them. */
export function productionClosure(lock: LockFile, importer: string, platform: NpmPlatform): ProductionClosure {
  const seen = new Set([importer])
  const workspaces = new Set<string>()
  const waiting = [importer]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { dependencies, optionalDependencies, peerDependencies } = lock.packages[at] ?? emptyPackage
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const path = resolve(lock, at, name)
      const found = path === undefined ? undefined : lock.packages[path]
      if (path === undefined || !found || !suits(found, platform)) continue
      const next = found.link ? (found.resolved ?? path) : path
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push(next)
      if (found.link) workspaces.add(next)
    }
  }
  const installed = [...seen].filter((path) => isInstalled(path)).sort()
  const withInstallScript = installed.filter((path) => lock.packages[path]?.hasInstallScript).map(nameOf)
  const required = installed.filter((path) => !lock.packages[path]?.optional && !lock.packages[path]?.devOptional)
  return { installed, required, workspaces: [...workspaces].sort(), withInstallScript: [...new Set(withInstallScript)] }
}

/** Folders of all workspace packages of a lock file, sorted; its own folder is not among them. */
export function workspacesOf(lock: LockFile): readonly string[] {
  return Object.keys(lock.packages)
    .filter((path) => path !== "" && !isInstalled(path))
    .sort()
}

/** The package that one gets when it asks for a name; a workspace package itself, not the link to it. */
export function installedFor(lock: LockFile, importer: string, name: string): LockPackage | undefined {
  const path = resolve(lock, importer, name)
  const found = path === undefined ? undefined : lock.packages[path]
  return found?.link ? lock.packages[found.resolved ?? ""] : found
}

const emptyPackage = lockPackageSchema.parse({})

function resolve(lock: LockFile, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const at = folder === "." ? "" : folder
    const path = posix.join(at, "node_modules", name)
    if (posix.basename(at) !== "node_modules" && Object.hasOwn(lock.packages, path)) return path
    if (at === "" || at.startsWith("..")) return undefined
  }
}

function isInstalled(path: string): boolean {
  return `/${path}`.includes("/node_modules/")
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)
}

function suits({ os, cpu }: LockPackage, platform: NpmPlatform): boolean {
  return allows(os, platform.os) && allows(cpu, platform.cpu)
}

/** A list names what is allowed, or with `!` what is not (docs.npmjs.com, package.json, os). */
function allows(list: readonly string[] | undefined, value: string): boolean {
  if (!list || list.length === 0) return true
  if (list.includes(`!${value}`)) return false
  return list.includes(value) || list.includes("any") || list.every((item) => item.startsWith("!"))
}
