import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { it } from "node:test"
import { startProgram } from "../support/running-program.ts"
import { tinyProject } from "../support/tiny-project.ts"

const root = join(import.meta.dirname, "..", "..")

it("the published bundle answers, checks, runs, restores and serves pushes as the sources do", async (t) => {
  // Below the packages, where the bundle finds what is not in it.
  mkdirSync(join(root, "node_modules", ".cache"), { recursive: true })
  const folder = mkdtempSync(join(root, "node_modules", ".cache", "bundle-"))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync(process.execPath, [join(root, "scripts", "build.ts"), folder])

  const project = tinyProject(
    t,
    `jobs: { unit: echo tested }\nenvironments: { uat: { from: { branch: main }, target: local } }`,
  )
  const start = (...args: string[]) => {
    const env = { ...project.env, PATH: `${join(process.execPath, "..")}:${project.env.PATH}` }
    return startProgram([process.execPath, join(folder, "main.mjs"), ...args], { cwd: project.folder, env })
  }
  const say = async (...args: string[]) => {
    const { status, stdout, stderr } = await start(...args).ended
    assert.equal(status, 0, stdout + stderr)
    return stdout
  }

  assert.match(await say("--version"), /^\d+\.\d+\.\d+\n$/)
  assert.match(await say("check"), /is sound/)
  assert.match(await say("run"), /^unit \| tested$/m)
  assert.match(await say("run"), /^unit > restored/m)

  const up = start("up", "--port=0", "--router-port=0", "--stable-ports=7900-7999")
  await up.waitFor("git remote add")
  const remote = /git remote add slipway (\S+)/.exec(up.stdout())?.[1] ?? ""
  const push = startProgram(["git", "push", remote, "main"], { cwd: project.folder, env: project.env })
  assert.match((await push.ended).stderr, /deployment 1 succeeded/)
  await say("down")
  assert.equal((await up.ended).status, 0)
})
