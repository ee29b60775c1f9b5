import { canonicalJson } from "../shared/digest.ts"

/** What of a package.json npm reads when it installs from a lock file without running scripts (docs.npmjs.com, package.json). */
const READ = [
  "name",
  "version",
  "workspaces",
  "bin",
  "directories",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "bundleDependencies",
  "bundledDependencies",
  "overrides",
  "engines",
  "devEngines",
  "os",
  "cpu",
  "libc",
] as const

/**
 * A package.json with no more than decides what npm installs: dependencies are installed by this text, and found again by
 * it, so that a new script or description does not install them anew. A text that is no package.json stays as it is.
 */
export function installManifest(text: string): string {
  try {
    const manifest: unknown = JSON.parse(text)
    if (typeof manifest !== "object" || manifest === null) return text
    const all = new Map(Object.entries(manifest))
    return canonicalJson(Object.fromEntries(READ.flatMap((key) => (all.has(key) ? [[key, all.get(key)]] : []))))
  } catch {
    return text
  }
}
