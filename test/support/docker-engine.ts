import { execFile, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { accessSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import type { TestContext } from "node:test"
import { promisify } from "node:util"
import { requireComponent } from "./component.ts"

const run = promisify(execFile)
const PLACES = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]

/** A Docker engine of the test's own: no network, no images but those that the test loads. */
export interface DockerEngine {
  /** As DOCKER_HOST names it. */
  readonly host: string
  /** Runs `docker` on it and gives back what it wrote. */
  docker(...args: readonly string[]): Promise<string>
}

/**
 * Starts an engine that goes with the test, and all it holds with it. Undefined, and the test skipped, without Docker
 * (an error in CI), without root, or where the kernel does not let an engine run.
 */
export async function startDockerEngine(t: TestContext): Promise<DockerEngine | undefined> {
  const dockerd = find("dockerd")
  if (!requireComponent(t, "Docker", dockerd && find("docker"))) return undefined
  if (process.getuid?.() !== 0) return skip(t, "needs root, to start a Docker engine")
  const folder = mkdtempSync(join(tmpdir(), "slipway-docker-"))
  const socket = `unix://${join(folder, "docker.sock")}`
  const places = [`--data-root=${join(folder, "data")}`, `--exec-root=${join(folder, "exec")}`]
  // Without one of its own it would remove the bridge of the machine's own engine, if there is one.
  const bridge = addBridge()
  if (bridge === undefined) return skip(t, "no network can be made for a Docker engine")
  t.after(() => void execFileSync("ip", ["link", "delete", bridge]))
  const alone = ["--storage-driver=vfs", "--iptables=false", "--ip6tables=false", `--bridge=${bridge}`]
  const said: string[] = []
  const engine = spawn(
    "setpriv",
    ["--pdeathsig=TERM", dockerd ?? "", ...places, ...alone, `--host=${socket}`, `--pidfile=${join(folder, "pid")}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  )
  t.after(async () => {
    if (engine.exitCode === null && engine.signalCode === null) {
      const ended = once(engine, "exit")
      engine.kill("SIGTERM")
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  })
  const listens = new Promise<boolean>((resolve) => {
    engine.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.push(text)
      if (text.includes("API listen on")) resolve(true)
    })
    engine.once("error", () => resolve(false)).once("exit", () => resolve(false))
  })
  if (!(await listens)) return skip(t, `a Docker engine cannot run here: ${said.join("").trim().split("\n").at(-1)}`)
  const env = { PATH: process.env.PATH, HOME: folder, DOCKER_HOST: socket }
  return {
    host: socket,
    docker: async (...args) => (await run("docker", args, { env, maxBuffer: 64 * 1024 * 1024 })).stdout.trim(),
  }
}

let bridges = 0

/** A network interface that belongs to one engine; undefined where none can be made. */
function addBridge(): string | undefined {
  const name = `slip${process.pid}-${bridges++}`
  try {
    execFileSync("ip", ["link", "add", "name", name, "type", "bridge"], { stdio: "pipe" })
    return name
  } catch {
    return undefined
  }
}

function find(program: string): string | undefined {
  return PLACES.map((place) => join(place, program)).find((path) => {
    try {
      accessSync(path)
      return true
    } catch {
      return false
    }
  })
}

function skip(t: TestContext, reason: string): undefined {
  t.skip(reason)
  return undefined
}
