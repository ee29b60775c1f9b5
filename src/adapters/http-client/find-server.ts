import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"

/** Where a server is and whose token to use. */
export interface ServerLocation {
  readonly url: string
  readonly token: string | null
}

const DEFAULT_URL = "http://127.0.0.1:7440"

/**
 * The server to talk to: `SLIPWAY_SERVER`, else the one that `slipway up` started for this folder or one above, else the
 * usual address. The token: `SLIPWAY_TOKEN`, else the owner's that `slipway up` left in its data folder (mode 0600).
 */
export async function findServer(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ServerLocation> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = await readServerFile(folder)
    if (found) return { url: env.SLIPWAY_SERVER ?? found.url, token: env.SLIPWAY_TOKEN ?? tokenFor(found, env) }
    if (folder === dirname(folder)) return { url: env.SLIPWAY_SERVER ?? DEFAULT_URL, token: env.SLIPWAY_TOKEN ?? null }
  }
}

/** The owner's token is for the server it belongs to, and goes to no other. */
function tokenFor(found: ServerLocation, env: Readonly<Record<string, string | undefined>>): string | null {
  return env.SLIPWAY_SERVER === undefined || env.SLIPWAY_SERVER === found.url ? found.token : null
}

async function readServerFile(folder: string): Promise<ServerLocation | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, ".slipway", "server.json"), "utf8"))
    if (typeof parsed !== "object" || parsed === null || !("url" in parsed)) return undefined
    const token = "token" in parsed && typeof parsed.token === "string" ? parsed.token : null
    return { url: String(parsed.url), token }
  } catch {
    return undefined
  }
}
