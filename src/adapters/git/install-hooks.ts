import { chmod, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"

const HOOKS = ["pre-receive", "post-receive"] as const

/**
 * Lets the repository's hooks start the server's hook client. Which Node and which file come from the environment that
 * the server gives to `git http-backend`: a push by other ways (a local path) has none and passes the hooks by; its refs
 * are found at the server's next look.
 */
export async function installHooks(repository: string): Promise<void> {
  await mkdir(join(repository, "hooks"), { recursive: true })
  for (const hook of HOOKS) {
    const file = join(repository, "hooks", hook)
    const lines = [
      "#!/bin/sh",
      '[ -n "$SLIPWAY_HOOK_CLIENT" ] || exit 0',
      `exec "$SLIPWAY_NODE" "$SLIPWAY_HOOK_CLIENT" ${hook}`,
    ]
    await writeFile(file, `${lines.join("\n")}\n`)
    await chmod(file, 0o755)
  }
}
