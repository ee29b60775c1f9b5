import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it, test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import type { Execution, StartedProcess } from "../../ports/executor.ts"
import { ProcessExecutor } from "./process-executor.ts"
import { isSameProcess, killProcess, listProcesses } from "./process-table.ts"
import { stopLeftover } from "./stop-leftover.ts"

const folder = await mkdtemp(join(tmpdir(), "slipway-executor-"))
after(() => rm(folder, { recursive: true, force: true }))
const spawner = join(import.meta.dirname, "spawner-process.ts")

function executionOf(command: string): Execution {
  return {
    owner: "test",
    command,
    directory: folder,
    env: { PATH: process.env.PATH ?? "", NODE: process.execPath },
    timeout: 60_000,
    grace: 10_000,
    signal: new AbortController().signal,
    onOutput: () => {},
  }
}

/** It is used from when it is ready on: until then commands have this process as their parent. */
async function spawnerIsReady(executor: ProcessExecutor): Promise<void> {
  let parent = process.pid
  const onOutput = (chunk: Buffer) => {
    parent = Number(chunk)
  }
  while (parent === process.pid) await executor.execute({ ...executionOf("echo $PPID"), onOutput })
}

interface Steering {
  /** Aborts once this was printed. */
  readonly until?: string | ((output: string) => boolean)
}

/** Process ids printed as `pid=<n>`. */
function pidsIn(output: string): number[] {
  return [...output.matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid))
}

/** Those of the printed ids whose processes are alive. */
async function aliveOf(output: string): Promise<number[]> {
  const pids = pidsIn(output)
  assert.notEqual(pids.length, 0)
  return (await listProcesses()).map(({ pid }) => pid).filter((pid) => pids.includes(pid))
}

/** How commands are started, and what has to happen before the next one is. */
const ways = {
  "as children": { executor: new ProcessExecutor({ linger: 100 }), ready: async () => {} },
  "through a spawner": { executor: new ProcessExecutor({ linger: 100, spawner, many: 1 }), ready: spawnerIsReady },
}

for (const [way, { executor, ready }] of Object.entries(ways)) {
  async function run(command: string, { until, ...more }: Partial<Execution> & Steering = {}) {
    await ready(executor)
    const reached = typeof until === "string" ? (text: string) => text.includes(until) : until
    const abort = new AbortController()
    let output = ""
    const outcome = await executor.execute({
      ...executionOf(command),
      signal: abort.signal,
      onOutput: (chunk) => {
        output += chunk
        if (reached?.(output)) abort.abort()
      },
      ...more,
    })
    await executor.settle()
    return { outcome, output }
  }

  describe(`commands that are started ${way}`, () => {
    it("the exit status is the outcome, and stdout and stderr come in the order they were written", async () => {
      const { outcome, output } = await run("echo a; echo b >&2; echo c; echo d > /dev/stderr; exit 3")
      assert.deepEqual(outcome, { kind: "exited", code: 3 })
      assert.equal(output, "a\nb\nc\nd\n")
    })

    it("nothing of the caller's environment reaches the command, and its input is empty", async () => {
      process.env.SECRET_OF_THE_CALLER = "1"
      process.env.NODE_V8_COVERAGE ??= ""
      const { output } = await run("/usr/bin/env; cat", { env: { GIVEN: "$(echo hostile)\nnewline" } })
      const names = [...output.matchAll(/^(\w+)=/gm)].map(([, name]) => name)
      assert.deepEqual(names.filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name ?? "")).sort(), [
        "GIVEN",
        "SLIPWAY_EXECUTION",
      ])
      assert.match(output, /GIVEN=\$\(echo hostile\)\nnewline/)
    })

    it("a command that ends itself by a signal is reported with that signal", async () => {
      assert.deepEqual((await run("kill -SEGV $$")).outcome, { kind: "signaled", signal: "SIGSEGV" })
    })

    it("a missing folder and an impossible environment are 'not-started'", async () => {
      const missing = await run("true", { directory: join(folder, "missing") })
      assert.deepEqual(missing.outcome, {
        kind: "not-started",
        message: `there is no folder ${join(folder, "missing")}`,
      })
      assert.equal((await run("true", { env: { A: "nul\0byte" } })).outcome.kind, "not-started")
      assert.equal((await run("true", { env: { A: "x".repeat(4 << 20) } })).outcome.kind, "not-started")
    })

    it("a command canceled before it began does not begin", async () => {
      const { outcome, output } = await run("echo begun", { signal: AbortSignal.abort() })
      assert.deepEqual(outcome, { kind: "canceled", forced: false })
      assert.equal(output, "")
    })

    it("canceling lets a command tidy up", async () => {
      const command = `trap 'echo tidied; exit 0' TERM; echo ready; while :; do sleep 0.01; done`
      const { outcome, output } = await run(command, { until: "ready" })
      assert.deepEqual(outcome, { kind: "canceled", forced: false })
      assert.match(output, /tidied/)
    })

    it("TERM comes once", async () => {
      const script = `let n = 0; process.on("SIGTERM", () => { n++; setTimeout(() => { console.log("terms", n); process.exit() }, 150) }); console.log("ready"); setInterval(() => {}, 1000)`
      const { output } = await run(`"$NODE" -e '${script}' & wait; wait`, { until: "ready" })
      assert.match(output, /terms 1/)
    })

    it("canceling kills what ignores TERM, grandchildren and who left the session included", async () => {
      const stubborn = `trap "" TERM; echo pid=$$; while :; do sleep 0.01; done`
      const command = `(sh -c '${stubborn}' &); setsid sh -c '${stubborn}' & ${stubborn}`
      const { outcome, output } = await run(command, { grace: 100, until: (text) => pidsIn(text).length === 3 })
      assert.deepEqual(outcome, { kind: "canceled", forced: true })
      assert.equal(pidsIn(output).length, 3)
      assert.deepEqual(await aliveOf(output), [])
    })

    it("after its time a command is stopped", async () => {
      const { outcome, output } = await run("echo pid=$$; exec sleep 1000", { timeout: 200 })
      assert.deepEqual(outcome, { kind: "timed-out" })
      assert.deepEqual(await aliveOf(output), [])
    })

    it("a background process that holds the output does not outlive the command, and keeps nobody waiting", async () => {
      for (const holder of ["sleep 1000", "setsid sleep 1000"]) {
        const begun = performance.now()
        const { outcome, output } = await run(`${holder} & echo pid=$!`)
        assert.deepEqual(outcome, { kind: "exited", code: 0 })
        assert.deepEqual(await aliveOf(output), [])
        assert.ok(performance.now() - begun < 5000)
      }
    })

    it("a background process that let go of the output is stopped too", async () => {
      const { output } = await run("setsid sleep 1000 > /dev/null 2>&1 & echo pid=$!")
      assert.deepEqual(await aliveOf(output), [])
    })

    it("200 MB of output need no memory, and the last byte arrives", async () => {
      const size = 200_000_000
      let received = 0
      let growth = 0
      const before = process.memoryUsage.rss()
      const { outcome } = await run(`head -c ${size} /dev/zero`, {
        onOutput: (chunk) => {
          received += chunk.length
          growth = Math.max(growth, process.memoryUsage.rss() - before)
        },
      })
      assert.deepEqual(outcome, { kind: "exited", code: 0 })
      assert.equal(received, size)
      assert.ok(growth < 100_000_000, `grew by ${growth} bytes`)
    })

    it("a command runs no further ahead than its consumer", async () => {
      const gate = Promise.withResolvers<void>()
      let largest = 0
      let first = true
      const marks = join(folder, `marks ${way}`)
      // The command says in a file how far it is; the consumer looks while it makes it wait.
      const command = `"$NODE" -e '
        const fs = require("node:fs")
        for (let i = 1; i <= 40; i++) { fs.writeSync(1, Buffer.alloc(65536)); fs.writeFileSync("${marks}", String(i)) }'`
      const running = run(command, {
        onOutput: async () => {
          if (!first) return
          first = false
          gate.resolve()
          let settled = -1
          while (largest !== settled) {
            settled = largest
            await delay(200)
            largest = Number(await readFile(marks, "utf8").catch(() => "0"))
          }
        },
      })
      await gate.promise
      assert.deepEqual((await running).outcome, { kind: "exited", code: 0 })
      assert.ok(largest < 10, `was ${largest} blocks ahead`)
    })

    it("a consumer that throws ends the command, and its error comes out", async () => {
      const failing = run("echo pid=$$; exec sleep 1000", {
        onOutput: () => {
          throw new Error("disk full")
        },
      })
      await assert.rejects(failing, /disk full/)
    })

    it("a command's end is told once, unless something of it is still running", async () => {
      const told: string[] = []
      const endOf = (command: string) => {
        const onEnded = () => void told.push(command)
        return executor.execute({ ...executionOf(command), onEnded })
      }
      assert.deepEqual(await endOf("exit 3"), { kind: "exited", code: 3 })
      assert.deepEqual(await endOf("sleep 1000 & exit 0"), { kind: "exited", code: 0 })
      assert.deepEqual(told, ["exit 3"])
    })

    it("the process is reported as soon as it is there", async () => {
      let reported: StartedProcess | undefined
      let alive = false
      const reportedFile = join(folder, `reported ${way}`)
      const { output } = await run(`echo pid=$$; until [ -e "${reportedFile}" ]; do :; done`, {
        onStarted: (process) => {
          reported = process
          alive = isSameProcess(process.pid, process.startedAt)
          writeFileSync(reportedFile, "")
        },
      })
      assert.equal(reported?.pid, pidsIn(output)[0])
      assert.ok(alive)
    })
  })
}

test("what left the session can be stopped at once when the command itself has ended", async () => {
  const patient = new ProcessExecutor({ linger: 60_000 })
  const started = Promise.withResolvers<StartedProcess>()
  const left = Promise.withResolvers<string>()
  const running = patient.execute({
    ...executionOf("setsid sh -c 'echo pid=$$; exec sleep 1000' & wait"),
    onStarted: started.resolve,
    onOutput: (chunk) => left.resolve(String(chunk)),
  })
  const process = await started.promise
  const output = await left.promise
  killProcess(process.pid, "SIGKILL")
  while (isSameProcess(process.pid, process.startedAt)) await delay(1)
  await stopLeftover(process, 0)
  assert.deepEqual(await aliveOf(output), [])
  assert.deepEqual(await running, { kind: "signaled", signal: "SIGKILL" })
  await patient.settle()
})

test("what a crashed caller left running can be stopped by what it had recorded", async () => {
  const script = `
    import { ProcessExecutor } from ${JSON.stringify(new URL("./process-executor.ts", import.meta.url).href)}
    await new ProcessExecutor().execute({
      owner: "crashed", command: "sleep 1001 & exec sleep 1000", directory: "/", env: {}, timeout: 60000, grace: 0,
      signal: new AbortController().signal, onOutput() {},
      onStarted: (started) => console.log(JSON.stringify(started)),
    })`
  const caller = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [line] = await once(caller.stdout, "data")
  const started = JSON.parse(String(line))
  caller.kill("SIGKILL")
  await once(caller, "exit")
  assert.ok(isSameProcess(started.pid, started.startedAt))
  await stopLeftover({ pid: started.pid, startedAt: "another" }, 1000)
  assert.ok(isSameProcess(started.pid, started.startedAt), "not ours: another process has the id by now")
  await stopLeftover(started, 1000)
  assert.ok(!isSameProcess(started.pid, started.startedAt))
  assert.deepEqual(
    (await listProcesses()).filter(({ session }) => session === started.pid),
    [],
  )
})
