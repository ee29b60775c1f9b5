import assert from "node:assert/strict"
import { chmodSync, chownSync, mkdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { startDockerEngine } from "../support/docker-engine.ts"
import { SLIPWAY } from "../support/run-rig.ts"
import { startProgram } from "../support/running-program.ts"
import { ServerRig } from "../support/server-rig.ts"
import { SCANNER_PROGRAM } from "../support/stand-in-scanner.ts"
import { data } from "../support/stored-evidence.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../support/system-image.ts"
import { tinyProject } from "../support/tiny-project.ts"

/** What every attempt to read a key says: `taken` or `refused`. */
function attempt(key: string): string {
  return `if cat '${key}' > /dev/null; then echo the key is taken; else echo the key is refused; fi`
}

async function saidBy(rig: ServerRig, job: string): Promise<string> {
  return rig.succeed("runs", "log", "1", job)
}

test("on one machine under one user a job can take the key, and slipway up says so", async (t) => {
  const project = tinyProject(t, "environments: { uat: { from: { branch: main }, target: local } }\n")
  const rig = await ServerRig.prepare(t, project)
  const definition = `version: 1\nproject: demo\njobs: { thief: ${JSON.stringify(attempt(data(rig, "keys", "server.key")))} }\n`
  project.commit({ "slipway.yaml": definition })
  const up = await rig.up()
  assert.match(up.stdout(), /Jobs without a container run as your user too[^.]*signing key/)
  await rig.push("main")
  assert.match(await saidBy(rig, "thief"), /the key is taken/)
})

test("nothing but its owner reaches the key", async (t) => {
  if (process.getuid?.() !== 0) return t.skip("needs root, to run a job as another user")
  const project = tinyProject(t, "environments: { uat: { from: { branch: main }, target: local } }\n")
  const rig = await ServerRig.start(t, project)
  const modeOf = (...path: readonly string[]) => statSync(data(rig, ...path)).mode & 0o777
  assert.deepEqual(
    [modeOf("."), modeOf("keys"), modeOf("keys", "server.key"), modeOf("server.json")],
    [0o700, 0o700, 0o600, 0o600],
  )

  // Open all the way down to the server's own folder, so that nothing but its modes is in the way.
  for (const folder of [join(project.folder, ".."), project.folder]) chmodSync(folder, 0o755)
  const home = join(project.folder, "..", "nobody")
  mkdirSync(home)
  const NOBODY = 65_534
  chownSync(home, NOBODY, NOBODY)
  const asNobody = (...command: readonly string[]) => {
    const env = { PATH: process.env.PATH ?? "", HOME: home }
    const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"]
    return startProgram(["setpriv", ...user, ...command], { cwd: home, env }).ended
  }
  const definition = `version: 1\nproject: demo\njobs:\n  thief: ${JSON.stringify(attempt(data(rig, "keys", "server.key")))}\n`
  const script = `
    git init --quiet . && printf '%s' "$0" > slipway.yaml && git add . &&
    git -c user.name=n -c user.email=n@example.com commit --quiet --message=first &&
    exec "$1" run --format=plain`
  const { status, stdout, stderr } = await asNobody("sh", "-c", script, definition, SLIPWAY)
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, /thief \| cat: .*Permission denied\n.*thief \| the key is refused/)
})

test("in containers no job and no scanner reaches the key", { timeout: 300_000 }, async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  await makeSystemImage(engine, "tools:1", {
    files: [...SMALL_SYSTEM, process.execPath],
    texts: { "scanner.mjs": SCANNER_PROGRAM, "known.json": "[]" },
  })
  const project = tinyProject(t, "")
  project.variables.DOCKER_HOST = engine.host
  const rig = await ServerRig.prepare(t, project)
  const key = data(rig, "keys", "server.key")
  const steal = `(${attempt(key)}) 2> /dev/null; ls -a / /workspace; cat /proc/mounts`
  project.commit({
    "slipway.yaml": `version: 1
project: demo
scanner:
  run: ${JSON.stringify(`${steal}; ${process.execPath} /scanner.mjs report.json`)}
  report: report.json
  format: trivy
  container: tools:1
  env: { KNOWN: /known.json }
jobs: { thief: { run: ${JSON.stringify(steal)}, container: tools:1 } }
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000 } }
`,
  })
  await rig.up()
  const { stderr } = await rig.push("main")
  assert.match(stderr, /run 1 succeeded/)
  for (const job of ["thief", "web:scan"]) {
    const said = await saidBy(rig, job)
    assert.match(said, /the key is refused/, job)
    assert.doesNotMatch(said, /\.slipway/, job)
    assert.match(said, /\/workspace:\n/, job)
  }
})
