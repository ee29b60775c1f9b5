import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { findPackageFolders } from "./find-package-folders.ts"

/** `npm ci` with options only: nothing of a shell, no other program. */
const NPM_CI = /^npm (ci|clean-install)( --[a-z-]+(=[\w./:-]+)?)*$/
/** What npm runs of a package's own scripts when it installs (docs.npmjs.com, scripts, `npm ci`). */
const LIFECYCLE = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"]

/**
 * Whether what a setup leaves follows from lock file and manifests alone. A project whose own packages have install
 * scripts is not: they could be any code of the checkout, which is not part of the key, and so one branch could leave
 * in `node_modules` what another would then run.
 */
export async function isDetermined(command: string, folder: string): Promise<boolean> {
  if (!NPM_CI.test(command.trim())) return false
  for (const place of await findPackageFolders(folder)) {
    if (await hasInstallScript(join(place, "package.json"))) return false
  }
  return true
}

async function hasInstallScript(file: string): Promise<boolean> {
  try {
    const { scripts } = JSON.parse(await readFile(file, "utf8")) as { scripts?: Record<string, unknown> }
    return LIFECYCLE.some((name) => scripts?.[name] !== undefined)
  } catch {
    // npm will say what is wrong with it; until then nothing is known.
    return true
  }
}
