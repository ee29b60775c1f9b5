import { randomBytes } from "node:crypto"
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"

/** Where a server keeps what: everything below `.slipway/` beside `slipway.yaml`. */
export interface DataFolders {
  readonly root: string
  readonly database: string
  readonly git: string
  readonly images: string
  readonly keys: string
  readonly signers: string
  readonly environments: string
  readonly work: string
  /** Checkouts that outlive their runs. */
  readonly checkouts: string
  readonly imageCache: string
  /** The server's own: what `slipway run` on this machine keeps is not trusted here. */
  readonly setupCache: string
  /** Results of the server's own runs. */
  readonly jobCache: string
  /** Results that people have handed in, each for whoever trusts its builder. */
  readonly sharedJobCache: string
  /** What sessions of browsers are sealed with; readable by the owner only. */
  readonly sessionKey: string
  /** Where the CLI finds this server, and the owner's token; readable by the owner only. */
  readonly server: string
}

/** Bytes of outputs and logs that a cache of jobs may hold. */
export const CACHE_LIMIT = 5 * 1024 ** 3

export function dataFoldersOf(projectFolder: string): DataFolders {
  const root = join(projectFolder, ".slipway")
  return {
    root,
    database: join(root, "slipway.db"),
    git: join(root, "git"),
    images: join(root, "images"),
    keys: join(root, "keys"),
    signers: join(root, "signers"),
    environments: join(root, "environments"),
    work: join(root, "work"),
    checkouts: join(root, "cache", "checkouts"),
    imageCache: join(root, "cache", "images"),
    jobCache: join(root, "cache", "server-jobs"),
    sharedJobCache: join(root, "cache", "shared-jobs"),
    setupCache: join(root, "cache", "server-setups"),
    sessionKey: join(root, "session-key"),
    server: join(root, "server.json"),
  }
}

/** Where `slipway run` keeps what need not be done again. */
export interface RunCaches {
  readonly folder: string
  readonly jobs: string
  readonly setups: string
  /** When each job last ran, and on what. */
  readonly history: string
  readonly definitions: string
  readonly plans: string
}

export function runCachesOf(projectFolder: string): RunCaches {
  const folder = join(projectFolder, ".slipway", "cache")
  return {
    folder,
    jobs: join(folder, "jobs"),
    setups: join(folder, "setups"),
    history: join(folder, "history.db"),
    definitions: join(folder, "definitions"),
    plans: join(folder, "plans"),
  }
}

/** Makes the data folder; it ignores itself, so that no working tree is dirty because of it. */
export async function makeDataFolder(folders: DataFolders): Promise<void> {
  await mkdir(folders.root, { recursive: true, mode: 0o700 })
  await writeFile(join(folders.root, ".gitignore"), "*\n")
}

/** The key that sessions of browsers are sealed with, made at the first start; without the file all have to sign in again. */
export async function sessionKeyOf(file: string): Promise<Buffer> {
  const known = await readFile(file).catch(() => undefined)
  if (known?.length === 32) return known
  const key = randomBytes(32)
  await rm(file, { force: true })
  await writeFile(file, key, { mode: 0o600, flag: "wx" })
  return key
}

/** Tells the CLI where the server answers. The token is the owner's: whoever can read the file is the owner. */
export async function writeServerFile(file: string, content: { url: string; token: string | null }): Promise<void> {
  await rm(file, { force: true })
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
}
