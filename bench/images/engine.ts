import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync } from "node:fs"
import { join } from "node:path"

/** A Docker engine of the benchmark's own. */
export interface BenchEngine extends AsyncDisposable {
  /** As DOCKER_HOST names it. */
  readonly host: string
}

/** Starts one on the storage driver that engines choose by themselves; a reason where none can run. */
export async function startEngine(folder: string): Promise<BenchEngine | string> {
  mkdirSync(folder, { recursive: true })
  const host = `unix://${join(folder, "docker.sock")}`
  const bridge = `slipbench${process.pid % 10_000}`
  const places = ["data-root", "exec-root"].map((name) => `--${name}=${join(folder, name)}`)
  const alone = ["--iptables=false", "--ip6tables=false", `--bridge=${bridge}`, `--pidfile=${join(folder, "pid")}`]
  try {
    execFileSync("ip", ["link", "add", "name", bridge, "type", "bridge"], { stdio: "pipe" })
  } catch (error) {
    return `no network can be made for a Docker engine: ${error instanceof Error ? error.message.split("\n")[1] : error}`
  }
  const engine = spawn("dockerd", [...places, ...alone, `--host=${host}`], { stdio: ["ignore", "ignore", "pipe"] })
  const remove = () => execFileSync("ip", ["link", "delete", bridge])
  let said = ""
  const listens = new Promise<boolean>((resolve) => {
    engine.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000)
      if (text.includes("API listen on")) resolve(true)
    })
    engine.once("error", () => resolve(false)).once("exit", () => resolve(false))
  })
  if (!(await listens)) {
    remove()
    return `no Docker engine can run: ${said.trim().split("\n").at(-1)}`
  }
  return {
    host,
    async [Symbol.asyncDispose]() {
      if (engine.exitCode === null && engine.signalCode === null) {
        const ended = once(engine, "exit")
        engine.kill("SIGTERM")
        await ended
      }
      remove()
    },
  }
}
