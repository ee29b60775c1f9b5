import { posix } from "node:path"
import { fail, ok, type Result } from "../shared/result.ts"
import { below } from "./folder-path.ts"
import { disagreements } from "./lock-agreement.ts"
import { LOCK_FILES, type LockFile, parseLockFile } from "./lock-file.ts"
import { needsInstallation, type PackageJson, parsePackageJson } from "./package-json.ts"

type Texts = ReadonlyMap<string, string>

/** A package of the repository, and the lock file that says what is installed for it. Paths are below the checkout. */
export interface LocatedPackage {
  /** The folder that becomes `/app`: that of the lock file, or the checkout where there is none. */
  readonly root: string
  readonly lock: LockFile | null
  readonly lockFile: string | null
  /** The package to install for, as the lock file names it; the root itself is "". */
  readonly importer: string
}

/** The package.json of a folder. */
export function readPackage(folder: string, texts: Texts): Result<PackageJson> {
  const path = posix.join(folder, "package.json")
  const text = texts.get(path)
  if (text === undefined) return fail("image-build-failed", `there is no ${path}: the node builder needs one`)
  const manifest = parsePackageJson(text)
  return manifest ? ok(manifest) : fail("image-build-failed", `${path} is not a package.json`)
}

/** Finds the nearest lock file at or above a package. A package that depends on nothing needs none. */
export function locatePackage(directory: string, manifest: PackageJson, texts: Texts): Result<LocatedPackage> {
  for (let root = directory; ; root = posix.dirname(root)) {
    const lockFile = LOCK_FILES.map((name) => posix.join(root, name)).find((path) => texts.has(path))
    if (lockFile !== undefined) return withLock({ root, lockFile, directory }, manifest, texts)
    if (root === "." || root === "/") break
  }
  if (!needsInstallation(manifest)) return ok({ root: ".", lock: null, lockFile: null, importer: "" })
  const hint = "run `npm install` there, or at the workspaces' root, and commit package-lock.json"
  return fail("lock-file-missing", `${directory} has dependencies but no package-lock.json at or above it`, { hint })
}

function withLock(
  { root, lockFile, directory }: { root: string; lockFile: string; directory: string },
  manifest: PackageJson,
  texts: Texts,
): Result<LocatedPackage> {
  const lock = parseLockFile(texts.get(lockFile) ?? "")
  if (!lock) {
    const hint = "write it anew with npm 7 or later: `npm install --package-lock-only`"
    return fail("image-build-failed", `${lockFile} is no lock file of version 2 or 3`, { hint })
  }
  const importer = root === directory ? "" : below(root, directory)
  if (Object.hasOwn(lock.packages, importer)) {
    const names = disagreements(lock, importer, manifest)
    if (names.length === 0) return ok({ root, lock, lockFile, importer })
    const hint = "run `npm install` and commit the lock file"
    const message = `${lockFile} is out of step with ${posix.join(directory, "package.json")}: ${names.join(", ")}`
    return fail("image-build-failed", message, { hint })
  }
  if (!needsInstallation(manifest)) return ok({ root, lock, lockFile, importer: "" })
  const hint = `add it to \`workspaces\` of ${posix.join(root, "package.json")}, or give it a lock file of its own`
  return fail("lock-file-missing", `${lockFile} does not know the package ${directory}`, { hint })
}
