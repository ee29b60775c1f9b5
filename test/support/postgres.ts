import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import pg from "pg"

const DEBIAN = "/usr/lib/postgresql"
const SETPRIV = "/usr/bin/setpriv"

/** A PostgreSQL cluster of the test process's own, reached through a socket in its temporary folder. */
export interface TestPostgres {
  /** Folder of its socket. */
  readonly folder: string
  /** URL of the superuser in a database. */
  urlOf(database: string): string
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>
  /** Stops the cluster and removes all of it. */
  stop(): Promise<void>
}

/** Folder of the newest installed PostgreSQL's binaries. */
export function postgresBinaries(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb")))
}

export interface PostgresOptions {
  /** Whether everybody but the superuser needs a password. */
  readonly passwords?: boolean
}

/** Starts a cluster. It refuses to run as root, and ends with this process however that ends. */
export async function startPostgres(
  binaries: string,
  { passwords = false }: PostgresOptions = {},
): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-pg-"))
  const data = join(folder, "data")
  const [prefix, owner] = asOrdinaryUser()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const [initdb = "", ...init] = [...prefix, join(binaries, "initdb"), "-D", data, "-U", "postgres"]
  execFileSync(initdb, [...init, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"], { cwd: folder })
  if (passwords) writeFileSync(join(data, "pg_hba.conf"), "local all postgres trust\nlocal all all scram-sha-256\n")
  const server = await startServer([...prefix, join(binaries, "postgres"), "-D", data, "-k", folder], folder)
  const urlOf = (database: string) => `postgresql:///${database}?host=${encodeURIComponent(folder)}&user=postgres`
  let databases = 0
  return {
    folder,
    urlOf,
    async createDatabase() {
      const name = `test_${++databases}`
      const client = new pg.Client({ connectionString: urlOf("postgres") })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return urlOf(name)
    },
    async stop() {
      if (server.exitCode === null) {
        const ended = once(server, "exit")
        // Fast shutdown: does not wait for clients.
        server.kill("SIGINT")
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startServer([command = "", ...args]: readonly string[], folder: string): Promise<ChildProcess> {
  const settings = ["listen_addresses=", "fsync=off", "max_connections=200"].flatMap((setting) => ["-c", setting])
  const server = spawn(command, [...args, ...settings], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] })
  const said: string[] = []
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line)
    if (line.includes("ready to accept connections")) {
      server.stderr.resume()
      return server
    }
  }
  throw new Error(`PostgreSQL did not start:\n${said.join("\n")}`)
}

/** What to put before a command, and who it then runs as; the latter only if that is not us. */
function asOrdinaryUser(): readonly [string[], { readonly uid: number; readonly gid: number } | undefined] {
  if (!existsSync(SETPRIV)) return [[], undefined]
  const endWithUs = [SETPRIV, "--pdeathsig=TERM"]
  if (process.getuid?.() !== 0) return [endWithUs, undefined]
  const id = (kind: string) => Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }))
  const owner = { uid: id("-u"), gid: id("-g") }
  return [[...endWithUs, `--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"], owner]
}
