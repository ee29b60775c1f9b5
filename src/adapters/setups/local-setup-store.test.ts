import assert from "node:assert/strict"
import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { digestOf } from "../../core/shared/digest.ts"
import { LocalSetupStore } from "./local-setup-store.ts"

const key = digestOf("lock")

async function folders(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), "setups-"))
  t.after(() => rm(root, { recursive: true, force: true }))
  const checkout = async (name: string, manifest: object = {}) => {
    const folder = join(root, name)
    await mkdir(join(folder, "services", "api"), { recursive: true })
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest))
    await writeFile(join(folder, "services", "api", "package.json"), "{}")
    return folder
  }
  return { store: new LocalSetupStore(join(root, "kept")), checkout }
}

async function install(folder: string): Promise<void> {
  await mkdir(join(folder, "node_modules", "left-pad"), { recursive: true })
  await writeFile(join(folder, "node_modules", "left-pad", "index.js"), "pad")
  await symlink("../services/api", join(folder, "node_modules", "api"))
  await mkdir(join(folder, "services", "api", "node_modules"))
  await writeFile(join(folder, "services", "api", "node_modules", "own.js"), "own")
}

test("what npm ci left is put in place in another checkout, as a copy of its own", async (t) => {
  const { store, checkout } = await folders(t)
  const first = await checkout("first")
  await install(first)
  await store.keep({ key, command: "npm ci --no-audit", folder: first })
  await writeFile(join(first, "node_modules", "left-pad", "index.js"), "changed by a job")
  const second = await checkout("second")
  assert.equal(await store.restore({ key, command: "npm ci --no-audit", folder: second }), true)
  assert.equal(await readFile(join(second, "node_modules", "left-pad", "index.js"), "utf8"), "pad")
  assert.equal(await readlink(join(second, "node_modules", "api")), "../services/api")
  assert.equal(await readFile(join(second, "services", "api", "node_modules", "own.js"), "utf8"), "own")
})

test("another key has nothing to restore", async (t) => {
  const { store, checkout } = await folders(t)
  const folder = await checkout("first")
  await install(folder)
  await store.keep({ key, command: "npm ci", folder })
  assert.equal(await store.restore({ key: digestOf("other"), command: "npm ci", folder }), false)
})

const undetermined: [name: string, command: string, manifest: object][] = [
  ["a command of the checkout", "./setup.sh", {}],
  ["a shell's line", "npm ci && ./setup.sh", {}],
  ["an install script of the project's own", "npm ci", { scripts: { postinstall: "node patch.js" } }],
  ["a prepare script of the project's own", "npm ci", { scripts: { prepare: "husky" } }],
]
for (const [name, command, manifest] of undetermined) {
  test(`nothing is kept where ${name} decides what is left`, async (t) => {
    const { store, checkout } = await folders(t)
    const folder = await checkout("first", manifest)
    await install(folder)
    await store.keep({ key, command, folder })
    assert.equal(await store.restore({ key, command, folder: await checkout("second", manifest) }), false)
  })
}
