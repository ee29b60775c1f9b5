import { posix } from "node:path"
import { fail, failed, ok, type Result } from "../shared/result.ts"
import { type Dockerignore, isIgnored, parseDockerignore } from "./dockerignore.ts"
import { below, isBelow, nearestFolder } from "./folder-path.ts"
import { locatePackage, readPackage } from "./locate-package.ts"
import { LOCK_FILES, type NpmPlatform, type ProductionClosure, productionClosure, workspacesOf } from "./lock-file.ts"
import { isNeverRead, isWithheld } from "./never-part.ts"
import { matchesBelow, type PackageJson, publishes, startArguments } from "./package-json.ts"
import { scriptRefusal } from "./script-refusal.ts"

/** A service's image, as its definition wants it. */
export interface ImageRequest {
  /** Folder of the service below the checkout, `.` for the checkout itself. */
  readonly directory: string
  /** Globs below the directory; null: what the package publishes. */
  readonly files: readonly string[] | null
  readonly platform: "linux/amd64" | "linux/arm64"
  /** Whether packages may run scripts when they are installed: in a container. */
  readonly runsScripts: boolean
}

/** The repository at a commit, and what jobs left there. Paths are below the checkout, with `/`. */
export interface ImageSources {
  readonly paths: readonly string[]
  /** Files that needed jobs made. */
  readonly outputs: readonly string[]
  /** Content of {@link textPathsOf}. */
  readonly texts: ReadonlyMap<string, string>
}

/** What an image is made of. Paths are below the checkout. */
export interface ImagePlan {
  /** The folder that becomes `/app`: that of the lock file, or the checkout where there is none. */
  readonly root: string
  readonly directory: string
  /** What `npm ci` needs to install; null when the service depends on nothing. */
  readonly install: {
    /** Lock file, package.json files and .npmrc, sorted. */
    readonly files: readonly string[]
    /** Whether the service is a workspace, and so the only one to install for. */
    readonly selection: "everything" | "root" | { readonly workspace: string }
    readonly closure: ProductionClosure
  } | null
  /** Files of the source layer, sorted by code unit. */
  readonly sources: readonly string[]
  /** Folders of the workspace packages it depends on, with how many of their files are in the source layer. */
  readonly workspaces: readonly { readonly directory: string; readonly files: number }[]
  readonly ignoreFile: string | null
  /** Arguments of `node`. */
  readonly command: readonly string[]
}

/** The files whose text {@link planImage} needs: lock files, package.json files, `.dockerignore` and `.npmrc`. */
export function textPathsOf(paths: readonly string[]): readonly string[] {
  const wanted = new Set<string>([...LOCK_FILES, "package.json", ".dockerignore", ".npmrc"])
  return paths.filter((path) => wanted.has(posix.basename(path)) && !isNeverRead(path))
}

/** Decides what a service's image is made of. Pure: the same repository gives the same plan, on every machine. */
export function planImage(request: ImageRequest, sources: ImageSources): Result<ImagePlan> {
  const directory = posix.normalize(request.directory).replace(/\/$/, "")
  const manifest = readPackage(directory, sources.texts)
  if (!manifest.ok) return manifest
  const located = locatePackage(directory, manifest.value, sources.texts)
  if (!located.ok) return located
  const { root, lock, lockFile, importer } = located.value
  const closure = lock ? productionClosure(lock, importer, npmPlatform(request.platform)) : noDependencies
  if (closure.withInstallScript.length > 0 && !request.runsScripts) {
    return failed(scriptRefusal(closure.withInstallScript))
  }
  const ignoreFile =
    [directory, root, "."].map((folder) => posix.join(folder, ".dockerignore")).find(isIn(sources)) ?? null
  const ignore = parseDockerignore(sources.texts.get(ignoreFile ?? "") ?? "")
  if (!ignore.ok) return ignore

  const packages = lock ? workspacesOf(lock).map((folder) => posix.join(root, folder)) : []
  const workspaces = closure.workspaces.map((folder) => posix.join(root, folder))
  const parts = new Map<string, (path: string) => boolean>([[directory, ownFiles(request, manifest.value)]])
  for (const folder of workspaces) {
    const found = readPackage(folder, sources.texts)
    if (!found.ok) return found
    if (folder !== directory) parts.set(folder, publishes(found.value))
  }
  const ownerOf = nearestFolder([...new Set([...packages, ...parts.keys()])])
  const outputs = new Set(sources.outputs)
  const named = (request.files ?? []).map((glob) => posix.join(directory, glob))
  const isPart = (path: string): boolean => {
    if (isNeverRead(path) || isWithheld(path, named) || isLeftOut(ignore.value, ignoreFile, path)) return false
    if (outputs.has(path)) return true
    const owner = ownerOf(path)
    return owner !== undefined && (parts.get(owner)?.(below(owner, path)) ?? false)
  }
  const chosen = [...new Set([...sources.paths, ...sources.outputs])].filter(isPart).sort()
  const outside = chosen.find((path) => !isBelow(root, path))
  if (outside !== undefined) {
    const hint = `the image holds what lies below the lock file's folder, ${root}`
    return fail("image-build-failed", `${outside} cannot be part of the image`, { hint })
  }
  const needsInstall = lockFile !== null && closure.installed.length + closure.workspaces.length > 0
  return ok({
    root,
    directory,
    install: needsInstall
      ? {
          files: [
            lockFile,
            ...[root, ...packages].map((at) => posix.join(at, "package.json")),
            posix.join(root, ".npmrc"),
          ]
            .filter(isIn(sources))
            .sort(),
          selection: importer !== "" ? { workspace: importer } : packages.length > 0 ? "root" : "everything",
          closure,
        }
      : null,
    sources: chosen,
    workspaces: workspaces.map((folder) => ({
      directory: folder,
      files: chosen.filter((path) => ownerOf(path) === folder && path !== posix.join(folder, "package.json")).length,
    })),
    ignoreFile,
    command: startArguments(manifest.value),
  })
}

const noDependencies: ProductionClosure = { installed: [], required: [], workspaces: [], withInstallScript: [] }

function ownFiles(request: ImageRequest, manifest: PackageJson): (path: string) => boolean {
  if (request.files === null) return publishes(manifest)
  const matchers = request.files.map(matchesBelow)
  return (path) => path === "package.json" || matchers.some((matches) => matches(path))
}

function isLeftOut(ignore: Dockerignore, ignoreFile: string | null, path: string): boolean {
  if (ignoreFile === null) return false
  const folder = posix.dirname(ignoreFile)
  return isBelow(folder, path) && isIgnored(ignore, below(folder, path))
}

function isIn({ texts }: ImageSources): (path: string) => boolean {
  return (path) => texts.has(path)
}

export function npmPlatform(platform: ImageRequest["platform"]): NpmPlatform {
  return { os: "linux", cpu: platform === "linux/arm64" ? "arm64" : "x64" }
}
