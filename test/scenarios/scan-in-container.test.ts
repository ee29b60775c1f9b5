import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { startDockerEngine } from "../support/docker-engine.ts"
import { outputOf } from "../support/run-rig.ts"
import { SCANNER_PROGRAM } from "../support/stand-in-scanner.ts"
import { makeSystemImage, SMALL_SYSTEM } from "../support/system-image.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { unverifiedStatements } from "../support/unverified-statements.ts"

test("a scanner runs in a container of its own, and sees the image and nothing else", async (t) => {
  const engine = await startDockerEngine(t)
  if (!engine) return
  await makeSystemImage(engine, "scanner:1", {
    files: [...SMALL_SYSTEM, process.execPath],
    texts: { "scanner.mjs": SCANNER_PROGRAM, "known.json": '[["CVE-2026-1", "HIGH"]]' },
  })
  const rig = tinyProject(
    t,
    `
scanner:
  run: ls; pwd; ${process.execPath} /scanner.mjs report.json
  report: report.json
  format: trivy
  container: scanner:1
  env: { KNOWN: /known.json }
`,
  )
  const { status, stdout, stderr } = await rig.start(["run", "--format=plain"], { DOCKER_HOST: engine.host }).ended
  assert.equal(status, 0, stdout + stderr)
  assert.deepEqual(outputOf("web:scan", stdout), ["image", "/workspace", "trivy found 1 high in the image of web"])
  const statements = await unverifiedStatements(join(rig.folder, ".slipway", "images"))
  assert.equal(statements.filter(({ predicateType }) => predicateType === PREDICATE.scan).length, 1)
  assert.deepEqual(rig.leftovers(), [])
})
