import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { createClient } from "@redis/client"

const PROGRAM = "/usr/bin/redis-server"
const SETPRIV = "/usr/bin/setpriv"
const PASSWORD = "a-secret"

/** A Redis of the test process's own, on a free port of 127.0.0.1. Everybody needs a password. */
export interface TestRedis {
  /** Of its default user, who may do everything, in database 0. */
  readonly url: string
  urlOf(database: number): string
  /** The answer to one command; rejects with what Redis says. */
  send(command: readonly string[], url?: string): Promise<unknown>
  /** All keys of all databases, with their databases, and all users. */
  inventory(): Promise<readonly string[]>
  stop(): Promise<void>
}

export function redisProgram(): string | undefined {
  return existsSync(PROGRAM) ? PROGRAM : undefined
}

export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-redis-"))
  const port = await freePort()
  const settings = { port, bind: "127.0.0.1", requirepass: PASSWORD, dir: folder, save: "", appendonly: "no" }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = await startServer([...asOrdinaryUser(folder), PROGRAM, ...args])
  const urlOf = (database: number) => `redis://:${PASSWORD}@127.0.0.1:${port}/${database}`
  const send = (command: readonly string[], url = urlOf(0)) => sendOne(command, url)
  return {
    url: urlOf(0),
    urlOf,
    send,
    async inventory() {
      const keys: string[] = []
      for (let database = 0; database < 16; database++) {
        for (const key of texts(await send(["KEYS", "*"], urlOf(database)))) keys.push(`${database} ${key}`)
      }
      return [...keys, ...texts(await send(["ACL", "USERS"]))].sort()
    },
    async stop() {
      if (server.exitCode === null) {
        const ended = once(server, "exit")
        server.kill("SIGTERM")
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function sendOne(command: readonly string[], url: string): Promise<unknown> {
  const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: false } })
  client.on("error", () => undefined)
  try {
    await client.connect()
    return await client.sendCommand([...command])
  } finally {
    client.destroy()
  }
}

async function startServer([command = "", ...args]: readonly string[]): Promise<ChildProcess> {
  const server = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] })
  const said: string[] = []
  for await (const line of createInterface({ input: server.stdout })) {
    said.push(line)
    if (line.includes("Ready to accept connections")) {
      server.stdout.resume()
      return server
    }
  }
  throw new Error(`Redis did not start:\n${said.join("\n")}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (typeof address !== "object" || address === null) throw new Error("no port")
  return address.port
}

/** What to put before the command so that it is not root, and ends with this process. */
function asOrdinaryUser(folder: string): readonly string[] {
  if (!existsSync(SETPRIV)) return []
  const endWithUs = [SETPRIV, "--pdeathsig=TERM"]
  if (process.getuid?.() !== 0) return endWithUs
  const id = (kind: string) => Number(execFileSync("id", [kind, "nobody"], { encoding: "utf8" }))
  chownSync(folder, id("-u"), id("-g"))
  return [...endWithUs, `--reuid=${id("-u")}`, `--regid=${id("-g")}`, "--clear-groups"]
}

function texts(answer: unknown): readonly string[] {
  return Array.isArray(answer) ? answer.map(String) : []
}
