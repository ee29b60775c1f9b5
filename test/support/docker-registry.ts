import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

const BINARY = "/usr/bin/docker-registry"
const SETPRIV = "/usr/bin/setpriv"

/** Debian's package; not the snap or an image of the same name. */
export const dockerRegistry = existsSync(BINARY) && existsSync(SETPRIV)

/** Who may use a registry that asks: the hash is bcrypt, as htpasswd -B makes it. */
export const PUSHER = { username: "pusher", password: "secret" } as const
const HTPASSWD = "pusher:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"

/** A registry of the test process's own, on a free port of this machine. */
export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:<port>`. */
  readonly host: string
  readonly folder: string
  /** Ends it, or lets it answer again, on the same port and with what it holds. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** Starts one; `auth`: only {@link PUSHER} may use it. It ends with this process however that ends. */
export async function startDockerRegistry({ auth = false }: { readonly auth?: boolean } = {}): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-registry-"))
  let server: { readonly child: ChildProcess; readonly host: string } | undefined
  const registry = {
    folder,
    host: "",
    async start() {
      writeFileSync(join(folder, "config.yml"), configuration(folder, { host: registry.host || "127.0.0.1:0", auth }))
      server = await startServer(folder)
      registry.host = server.host
    },
    async stop() {
      if (!server || server.child.exitCode !== null || server.child.signalCode !== null) return
      const ended = once(server.child, "exit")
      server.child.kill("SIGKILL")
      await ended
    },
    async [Symbol.asyncDispose]() {
      await registry.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  writeFileSync(join(folder, "htpasswd"), HTPASSWD)
  await registry.start()
  return registry
}

function configuration(folder: string, { host, auth }: { readonly host: string; readonly auth: boolean }): string {
  const configuration = {
    version: "0.1",
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: host },
    ...(auth ? { auth: { htpasswd: { realm: "test", path: join(folder, "htpasswd") } } } : {}),
  }
  // YAML is a superset of JSON.
  return JSON.stringify(configuration)
}

async function startServer(folder: string): Promise<{ child: ChildProcess; host: string }> {
  const args = ["--pdeathsig=KILL", BINARY, "serve", join(folder, "config.yml")]
  const child = spawn(SETPRIV, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] })
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line)
    const host = /listening on (?<host>127\.0\.0\.1:\d+)/.exec(line)?.groups?.host
    if (host === undefined) continue
    child.stderr.resume()
    return { child, host }
  }
  throw new Error(`docker-registry did not start:\n${said.join("\n")}`)
}
