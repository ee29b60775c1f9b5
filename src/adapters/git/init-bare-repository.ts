import { mkdir } from "node:fs/promises"
import { resolve } from "node:path"
import { fail, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"
import { isolatedEnvironment } from "./git-context.ts"
import { openRepository } from "./open-repository.ts"
import { isRefName } from "./ref-name.ts"
import { gitOutput } from "./run-git.ts"

/** Settings of the server's own repository. */
const SETTINGS: Readonly<Record<string, string>> = {
  // A push is acknowledged only once its objects and refs are on the disk.
  "core.fsync": "committed",
  "core.logAllRefUpdates": "true",
  "gc.auto": "0",
  "http.receivepack": "true",
  "receive.autogc": "false",
  // What may be deleted or rewound is the definition's to say, not git's.
  "receive.denyDeletes": "false",
  "receive.denyNonFastForwards": "false",
  "receive.fsckObjects": "true",
}

/** Creates a bare repository with no hooks, or brings the settings of an existing one up to date. */
export async function initBareRepository(
  folder: string,
  { defaultBranch }: { readonly defaultBranch: string },
): Promise<Result<Repository>> {
  if (!isRefName(`refs/heads/${defaultBranch}`)) {
    return fail("argument-invalid", `'${defaultBranch}' cannot be a branch's name`)
  }
  const place = resolve(folder)
  await mkdir(place, { recursive: true })
  const options = { directory: place, env: isolatedEnvironment() }
  const start = ["init", "--quiet", "--bare", "--template=", `--initial-branch=${defaultBranch}`, place]
  const made = await gitOutput(start, options)
  if (!made.ok) return made
  for (const [name, value] of Object.entries(SETTINGS)) {
    const set = await gitOutput([`--git-dir=${place}`, "config", name, value], options)
    if (!set.ok) return set
  }
  return openRepository(place)
}
