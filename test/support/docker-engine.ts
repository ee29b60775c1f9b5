import { execFile, spawn } from "node:child_process"
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
  const alone = ["--storage-driver=vfs", "--iptables=false", "--ip6tables=false", "--bridge=none"]
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
  return { docker: async (...args) => (await run("docker", args, { env, maxBuffer: 64 * 1024 * 1024 })).stdout.trim() }
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
