import picomatch from "picomatch"
import * as z from "zod/mini"

const dependenciesSchema = z._default(z.record(z.string(), z.string()), {})
const pathSchema = z.string().check(z.maxLength(500))
const programSchema = z.pipe(
  z.string(),
  z.transform((path) => ({ bin: path })),
)

const packageJsonSchema = z.looseObject({
  main: z.catch(z.optional(pathSchema), undefined),
  bin: z.catch(z._default(z.union([programSchema, z.record(z.string(), z.string())]), {}), {}),
  files: z.optional(z.array(pathSchema).check(z.maxLength(1000))),
  scripts: z.catch(z._default(z.record(z.string(), z.string()), {}), {}),
  dependencies: dependenciesSchema,
  optionalDependencies: dependenciesSchema,
  peerDependencies: dependenciesSchema,
})

/** What of a package.json decides about an image. */
export type PackageJson = z.output<typeof packageJsonSchema>

export function parsePackageJson(text: string): PackageJson | undefined {
  try {
    return packageJsonSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export function needsInstallation(manifest: PackageJson): boolean {
  const { dependencies, optionalDependencies, peerDependencies } = manifest
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).length > 0
}

/**
 * Arguments of `node`: those of `npm start` where that is a plain `node <arguments>`, since it may hold options; else the
 * package's main file.
 */
export function startArguments(manifest: PackageJson): readonly string[] {
  const words = (manifest.scripts.start ?? "").trim().split(/\s+/)
  if (words[0] === "node" && words.length > 1 && words.every((word) => /^[\w@%+=:,./-]+$/.test(word))) {
    return words.slice(1)
  }
  return [normalized(manifest.main ?? "index.js")]
}

/** The file among the arguments of `node` that it starts: the first that is no option; undefined if there is none. */
export function entryOf(startArguments: readonly string[]): string | undefined {
  const entry = startArguments.find((argument) => !argument.startsWith("-"))
  return entry === undefined ? undefined : normalized(entry)
}

/** Whether npm runs a script of the package when it installs it (docs.npmjs.com, scripts, npm ci). */
export function runsAtInstallation({ scripts }: PackageJson): boolean {
  return ["preinstall", "install", "postinstall"].some((name) => scripts[name] !== undefined)
}

const TEST_FILE = /(^|\/)__tests__\/|\.(test|spec)\.[cm]?[jt]sx?$/
const TEST_FOLDER = /^(tests?|coverage|reports)\//

/**
 * Whether a file (path below the package) is part of what the package publishes: package.json, what it starts, and its
 * `files`, as npm understands them (docs.npmjs.com, package.json, files); without `files`, everything. Never tests: they
 * are a layer over the candidate (`requirements/image-promotion`).
 */
export function publishes(manifest: PackageJson): (path: string) => boolean {
  const always = new Set([
    "package.json",
    entryOf(startArguments(manifest)),
    ...Object.values(manifest.bin).map(normalized),
  ])
  const patterns = manifest.files?.map(asPattern)
  return (path) => {
    if (always.has(path)) return true
    if (TEST_FILE.test(path)) return false
    if (!patterns) return !TEST_FOLDER.test(path)
    let isPublished = false
    for (const { negated, matches } of patterns) if (matches(path)) isPublished = !negated
    return isPublished
  }
}

/** A glob that, as in npm's `files`, stands for a folder's whole content when it matches a folder. */
export function matchesBelow(glob: string): (path: string) => boolean {
  const pattern = normalized(glob)
  if (pattern === "" || pattern === ".") return () => true
  return picomatch([pattern, `${pattern}/**`], { dot: true })
}

function asPattern(text: string): { negated: boolean; matches: (path: string) => boolean } {
  const negated = text.startsWith("!")
  return { negated, matches: matchesBelow(negated ? text.slice(1) : text) }
}

function normalized(path: string): string {
  return path.replace(/^(\.?\/)+/, "").replace(/\/+$/, "")
}
