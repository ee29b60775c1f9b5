import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { request as httpRequest } from "node:http"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { text } from "node:stream/consumers"
import type { MatrixColumn } from "../../src/app/server/status.ts"
import { processesAtHomeIn } from "./end-processes.ts"
import { request, type ServerRig } from "./server-rig.ts"
import { until } from "./until.ts"

/** Where a server keeps an environment. */
export function folderOf(rig: ServerRig, environment: string): string {
  return join(rig.project.folder, ".slipway", "environments", environment)
}

/** Waits until an environment with a public service is gone, and looks whether anything of it was left behind. */
export async function assertGone(rig: ServerRig, preview: MatrixColumn, service: string): Promise<void> {
  const name = preview.environment
  await until(`${name} is gone`, async () => !(await rig.status()).columns.some((one) => one.environment === name))
  assert(!existsSync(folderOf(rig, name)), "its folder is gone")
  assert.deepEqual(await processesAtHomeIn(folderOf(rig, name)), [], "its processes are gone")
  await assert.rejects(request(preview, service), "its stable port is closed")
  assert.equal((await requestByName(preview, service)).status, 404, "its host name is unknown")
  using database = new DatabaseSync(join(rig.project.folder, ".slipway", "slipway.db"), { readOnly: true })
  for (const query of [
    "select count(*) as rows from environment where name = ?",
    "select count(*) as rows from instance where environment = ?",
    "select count(*) as rows from address where environment = ?",
    "select count(*) as rows from promotion where environment = ? and state in ('waiting', 'deploying')",
  ]) {
    assert.deepEqual({ ...database.prepare(query).get(name) }, { rows: 0 }, query)
  }
}

/** The answer at a service's host name, which browsers and curl resolve by themselves. */
export function requestByName(column: MatrixColumn, service: string): Promise<{ status: number; text: string }> {
  const url = column.cells.find((cell) => cell.service === service)?.urls.find((one) => one.includes(".localhost"))
  assert(url, `${service} has no host name in ${column.environment}`)
  const { port, host, pathname } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: "127.0.0.1", port, path: pathname, headers: { host } }, async (response) => {
      resolve({ status: response.statusCode ?? 0, text: await text(response) })
    })
    sent.on("error", reject).end()
  })
}
