import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { it } from "node:test"
import { RunRig, SLIPWAY } from "../support/run-rig.ts"

/** The most memory that a process has held so far, in bytes; 0 once it is gone. */
function peakOf(pid: number): number {
  try {
    // One that has ended, and was not waited for yet, has none.
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

it("a job that prints 1 GB needs no more memory than another", {
  skip: process.platform === "linux" ? false : "needs /proc",
}, async (t) => {
  const line = "x".repeat(99)
  const rig = RunRig.withDefinition(t, `jobs:\n  chatty: 'yes ${line} | head -c 1000000000; echo end'`)
  const child = spawn(SLIPWAY, ["run"], { cwd: rig.folder, env: rig.env, stdio: ["ignore", "pipe", "inherit"] })
  let received = 0
  let last = ""
  let peak = 0
  child.stdout.on("data", (chunk: Buffer) => {
    received += chunk.length
    last = (last + chunk.subarray(-1000).toString()).slice(-1000)
  })
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0))
  }, 50)
  const [status] = await once(child, "close")
  clearInterval(timer)
  assert.equal(status, 0)
  assert(received > 1_000_000_000, "every line arrives")
  assert.match(last, /^chatty \| end$/m)
  assert(peak > 0 && peak < 400_000_000, `${peak} bytes`)
})
