import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { until } from "../../../test/support/until.ts"
import { specificationOf, startHealthy, temporaryTarget } from "./testing/fixture-services.ts"

const TOKEN = "a secret / of 3 words"

test("what is hidden gets neither to the log nor to who is told of a failure, and the last words are not lost", async () => {
  await using host = await temporaryTarget()
  const specification = { ...specificationOf("tells"), hidden: [TOKEN] }
  const started = await host.target.start({ ...specification, env: { ...specification.env, TOKEN } })
  assert(started.ok)
  const limits = { path: "/", timeout: 10_000, signal: new AbortController().signal }
  const healthy = await host.target.awaitHealthy(started.value, limits)
  assert(!healthy.ok)
  assert.deepEqual(healthy.failure.log, ["it is ***", "***", "***"])
  for (const text of await textsBelow(host.options.root)) assert(!/secret/.test(text), text)
})

test("a service whose log is masked is stopped like any other, and what masks ends with it", async () => {
  await using host = await temporaryTarget()
  const instance = await startHealthy(host.target, { ...specificationOf("healthy"), hidden: [TOKEN] })
  assert.deepEqual(
    (await host.target.findOwned()).map(({ pid }) => pid),
    [instance.pid],
  )
  await host.target.stop(instance, 5000)
  assert.deepEqual(await host.target.findOwned(), [])
  // What masks may have been slower to start than the service was to end.
  const said = async () =>
    (await host.target.logLines(instance.owner, 10)).some((line) => line.includes("listening as"))
  await until("its first words are in the log", said)
})

async function textsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".log"))
  assert(files.length > 0)
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")))
}
