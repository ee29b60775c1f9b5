import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { type TaskEnd, TaskTable } from "./task-table.ts"

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function table() {
  const said: unknown[] = []
  const tasks = new TaskTable(
    () => said.push("look again"),
    (error) => said.push(error),
  )
  return { tasks, said }
}

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<TaskEnd>()
  const signals: AbortSignal[] = []
  const run = (signal: AbortSignal) => {
    signals.push(signal)
    return promise
  }
  return { run, signals, end: resolve, fail: reject }
}

describe("a task", () => {
  it("is under way until it ends, and then all is looked at again", async () => {
    const { tasks, said } = table()
    const { run, end } = work()
    tasks.start("environment:uat", run)
    assert.equal(tasks.has("environment:uat"), true)
    end(undefined)
    await settled()
    assert.equal(tasks.has("environment:uat"), false)
    assert.deepEqual(said, ["look again"])
  })

  it("that changed nothing asks nobody to look again", async () => {
    const { tasks, said } = table()
    tasks.start("environment:uat", async () => "nothing")
    await settled()
    assert.deepEqual(said, [])
  })

  it("is not started twice; what was wanted meanwhile is looked at when it ends", async () => {
    const { tasks, said } = table()
    const first = work()
    const second = work()
    tasks.start("environment:uat", first.run)
    tasks.start("environment:uat", second.run)
    await settled()
    assert.deepEqual([first.signals.length, second.signals.length], [1, 0])
    first.end("nothing")
    await settled()
    assert.deepEqual(said, ["look again"])
  })

  it("does not hold up one of another key", async () => {
    const { tasks } = table()
    const first = work()
    const second = work()
    tasks.start("environment:uat", first.run)
    tasks.start("environment:staging", second.run)
    await settled()
    assert.deepEqual([first.signals.length, second.signals.length], [1, 1])
  })

  it("that throws is told as a bug, gives its key back, and is not tried again by itself", async () => {
    const { tasks, said } = table()
    const bug = new TypeError("oh")
    tasks.start("run:1:of:", () => {
      throw bug
    })
    await settled()
    assert.deepEqual(said, [bug])
    assert.equal(tasks.has("run:1:of:"), false)
  })

  it("can be started again from what its end sets off", async () => {
    const starts: number[] = []
    const tasks: TaskTable = new TaskTable(
      () => {
        if (starts.length < 2) begin()
      },
      () => {},
    )
    const begin = () =>
      tasks.start("environment:uat", async () => {
        starts.push(starts.length)
        return undefined
      })
    begin()
    await settled()
    assert.deepEqual(starts, [0, 1])
  })
})

it("runs are counted, and nothing else", () => {
  const { tasks } = table()
  const { run } = work()
  for (const key of ["run:1:of:", "run:2:of:uat", "environment:uat", "removal:uat"] as const) tasks.start(key, run)
  assert.equal(tasks.count("run:"), 2)
})

describe("aborting", () => {
  it("tells the chosen tasks alone, and waits until they have ended", async () => {
    const { tasks } = table()
    const chosen = work()
    const other = work()
    tasks.start("run:1:of:uat", chosen.run)
    tasks.start("run:2:of:", other.run)
    await settled()
    let isOver = false
    const aborted = tasks
      .abort((key) => key.endsWith(":of:uat"))
      .then(() => {
        isOver = true
      })
    await settled()
    assert.equal(chosen.signals[0]?.aborted, true)
    assert.equal(other.signals[0]?.aborted, false)
    assert.equal(isOver, false)
    chosen.end(undefined)
    await aborted
    assert.equal(tasks.has("run:1:of:uat"), false)
    assert.equal(tasks.has("run:2:of:"), true)
  })

  it("reaches a task that has not begun", async () => {
    const { tasks } = table()
    const signals: AbortSignal[] = []
    tasks.start("environment:uat", async (signal) => {
      signals.push(signal)
      return undefined
    })
    await tasks.abortAll()
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    )
  })

  it("ends also where a task fails because of it", async () => {
    const { tasks, said } = table()
    const { run, fail } = work()
    tasks.start("environment:uat", run)
    const aborted = tasks.abortAll()
    const bug = new Error("aborted")
    fail(bug)
    await aborted
    assert.deepEqual(said, [bug])
  })
})
