import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { describe, it } from "node:test"
import type { Execution } from "../../ports/executor.ts"
import { ProcessExecutor } from "./process-executor.ts"
import { killProcess, listProcesses } from "./process-table.ts"
import { stopOwned } from "./stop-leftover.ts"

const spawner = join(import.meta.dirname, "spawner-process.ts")

function executionOf(command: string, more: Partial<Execution> = {}): Execution {
  return {
    ...{ owner: "spawner-test", command, directory: "/", env: { PATH: process.env.PATH ?? "" } },
    ...{ timeout: 60_000, grace: 1000, signal: new AbortController().signal, onOutput: () => {} },
    ...more,
  }
}

async function outputOf(executor: ProcessExecutor, command: string): Promise<string> {
  let output = ""
  const onOutput = (chunk: Buffer) => {
    output += chunk
  }
  assert.deepEqual(await executor.execute(executionOf(command, { onOutput })), { kind: "exited", code: 0 })
  return output
}

/** The process that starts commands, once it does. */
async function spawnerOf(executor: ProcessExecutor): Promise<number> {
  for (;;) {
    const parent = Number(await outputOf(executor, "echo $PPID"))
    if (parent !== process.pid) return parent
  }
}

async function isAlive(pid: number): Promise<boolean> {
  return (await listProcesses()).some((entry) => entry.pid === pid)
}

async function gone(pid: number): Promise<void> {
  while (await isAlive(pid)) await new Promise(setImmediate)
}

describe("a process that starts commands", () => {
  it("is used where there are many, and ends when nobody needs it", async () => {
    const executor = new ProcessExecutor({ spawner, many: 3 })
    const [one, two] = [await outputOf(executor, "echo $PPID"), await outputOf(executor, "echo $PPID")]
    assert.deepEqual([Number(one), Number(two)], [process.pid, process.pid])
    const pid = await spawnerOf(executor)
    await executor.settle()
    await gone(pid)
  })

  it("is there from the beginning where many are expected", async () => {
    const executor = new ProcessExecutor({ spawner, many: 1_000_000 })
    executor.expect(1_000_000)
    const pid = await spawnerOf(executor)
    await executor.settle()
    await gone(pid)
  })

  it("stays while another run has commands, and is there again for the next", async () => {
    const executor = new ProcessExecutor({ spawner, many: 1 })
    const pid = await spawnerOf(executor)
    const abort = new AbortController()
    const began = Promise.withResolvers<void>()
    const onOutput = () => began.resolve()
    const running = executor.execute(executionOf("echo; exec sleep 1000", { signal: abort.signal, onOutput }))
    await began.promise
    await executor.settle()
    assert.ok(await isAlive(pid))
    abort.abort()
    assert.deepEqual(await running, { kind: "canceled", forced: false })
    await executor.settle()
    await gone(pid)
    assert.notEqual(await spawnerOf(executor), pid)
    await executor.settle()
  })

  it("gives commands no more files than they have without it", { skip: process.platform !== "linux" }, async () => {
    const executor = new ProcessExecutor({ spawner, many: 1 })
    await spawnerOf(executor)
    const listed = await outputOf(executor, "ls /proc/self/fd")
    await executor.settle()
    assert.equal(listed, await outputOf(new ProcessExecutor(), "ls /proc/self/fd"))
  })

  it("that is killed takes its commands along, as errors; later ones are started without it", async () => {
    const executor = new ProcessExecutor({ spawner, many: 1 })
    const pid = await spawnerOf(executor)
    let command = 0
    const outcome = await executor.execute(
      executionOf("echo $$; exec sleep 1000", {
        onOutput: (chunk) => {
          command = Number(chunk)
          killProcess(pid, "SIGKILL")
        },
      }),
    )
    assert.deepEqual(outcome, { kind: "not-started", message: "the process that starts commands has ended" })
    assert.equal(await isAlive(command), false)
    assert.equal(Number(await outputOf(executor, "echo $PPID")), process.pid)
    await executor.settle()
  })

  it("ends with its owner, also where that is killed; what it left is found by its owner's label", async () => {
    const owner = `killed-${process.pid}`
    const script = `
      import { ProcessExecutor } from ${JSON.stringify(new URL("./process-executor.ts", import.meta.url).href)}
      const executor = new ProcessExecutor({ spawner: ${JSON.stringify(spawner)}, many: 1 })
      const run = (command, onOutput) => executor.execute({
        owner: ${JSON.stringify(owner)}, command, directory: "/", env: { PATH: "/bin:/usr/bin" }, timeout: 60000,
        grace: 0, signal: new AbortController().signal, onOutput })
      let parent = process.pid
      while (parent === process.pid) await run("echo $PPID", (chunk) => { parent = Number(chunk) })
      await run("echo $PPID $$; exec sleep 1000", (chunk) => { process.stdout.write(chunk) })`
    const caller: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const [line] = await once(caller.stdout ?? assert.fail("no output"), "data")
    const [pid = 0, command = 0] = String(line).split(" ").map(Number)
    assert.ok(await isAlive(pid))
    caller.kill("SIGKILL")
    await once(caller, "exit")
    await gone(pid)
    await stopOwned(owner, 1000)
    assert.equal(await isAlive(command), false)
  })
})
