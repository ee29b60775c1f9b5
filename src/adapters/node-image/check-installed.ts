import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import type { ProductionClosure } from "../../core/image/lock-file.ts"
import { parsePackageJson, runsAtInstallation } from "../../core/image/package-json.ts"
import { scriptRefusal } from "../../core/image/script-refusal.ts"
import { fail, failed, ok, type Result } from "../../core/shared/result.ts"

export interface InstalledClosure extends Pick<ProductionClosure, "installed" | "required"> {
  readonly mayRunScripts: boolean
}

/**
 * Whether what npm has installed is complete, and needs no script to be run: a lock file may conceal that a package has
 * one. `binding.gyp` alone makes npm compile (docs.npmjs.com, scripts, npm install).
 */
export async function checkInstalled(
  { installed, required, mayRunScripts }: InstalledClosure,
  folder: string,
): Promise<Result<void>> {
  const must = new Set(required)
  const concealed: string[] = []
  for (const path of installed) {
    const text = await readFile(join(folder, path, "package.json"), "utf8").catch(() => undefined)
    if (text === undefined && must.has(path)) {
      return fail("image-build-failed", `npm did not install ${path}, which the lock file names for production`)
    }
    if (mayRunScripts) continue
    const manifest = text === undefined ? undefined : parsePackageJson(text)
    const compiles = text !== undefined && (await exists(join(folder, path, "binding.gyp")))
    if (compiles || (manifest && runsAtInstallation(manifest))) concealed.push(path.replace(/^.*node_modules\//, ""))
  }
  return concealed.length === 0 ? ok(undefined) : failed(scriptRefusal(concealed))
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
