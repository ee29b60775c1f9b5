import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { cpus, loadavg, tmpdir, totalmem } from "node:os"

/** What the figures were taken on, a line each. */
export function machineLines(): readonly string[] {
  const processors = cpus()
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "Linux"
  const kernel = execFileSync("uname", ["-rm"], { encoding: "utf8" }).trim()
  const fileSystem = execFileSync("df", ["--output=fstype", tmpdir()], { encoding: "utf8" }).trim().split("\n").at(-1)
  return [
    `${processors.length} processors (${processors[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    `${system}, Linux ${kernel}, projects on ${fileSystem}`,
  ]
}

/** How many processes wanted to run in the last minute, on average. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}
