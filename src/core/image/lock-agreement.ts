import { satisfies, validRange } from "semver"
import { installedFor, type LockFile } from "./lock-file.ts"
import type { PackageJson } from "./package-json.ts"

/**
 * Names of production dependencies about which a package.json and its lock file disagree: asked for and not locked in
 * such a version, or locked and no longer asked for. What is not a range of versions (a tag, a URL) is left to npm.
 */
export function disagreements(lock: LockFile, importer: string, manifest: PackageJson): readonly string[] {
  const locked = lock.packages[importer]
  const before = { ...locked?.dependencies, ...locked?.optionalDependencies }
  const asked = { ...manifest.dependencies, ...manifest.optionalDependencies }
  const changed = Object.entries(asked).filter(([name, range]) => before[name] !== range)
  const unmet = changed.filter(([name, range]) => !isMet(installedFor(lock, importer, name), range))
  const dropped = Object.keys(before).filter((name) => !Object.hasOwn(asked, name))
  return [...unmet.map(([name]) => name), ...dropped].sort()
}

function isMet(installed: LockFile["packages"][string] | undefined, range: string): boolean {
  if (!installed) return false
  return installed.version === undefined || validRange(range) === null || satisfies(installed.version, range)
}
