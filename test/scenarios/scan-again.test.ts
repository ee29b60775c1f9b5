import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import { ServerRig } from "../support/server-rig.ts"
import { putScanner, reportFrom, SCANNER } from "../support/stand-in-scanner.ts"
import { blob, flipByte, layerOf, statementOf } from "../support/stored-evidence.ts"
import { tinyProject } from "../support/tiny-project.ts"

const DEFINITION = `${SCANNER}
gates: { vulnerabilities: { scan: { worst: medium } } }
environments:
  uat: { from: { branch: main }, target: local }
  production: { from: { environment: uat, when: manual }, target: local, gates: [vulnerabilities] }
`

/** A server whose `uat` runs a release in which nothing was found. */
async function scannedRig(t: TestContext): Promise<ServerRig> {
  const project = tinyProject(t, DEFINITION)
  putScanner(project)
  const rig = await ServerRig.start(t, project)
  await rig.pushed("main")
  return rig
}

async function promotes(rig: ServerRig, expected: number, says: RegExp): Promise<void> {
  const { status, stdout, stderr } = await rig.slipway("promote", "uat", "production")
  assert.equal(status, expected, stdout + stderr)
  assert.match(stdout, says)
}

describe("a release that was scanned again", { concurrency: 2 }, () => {
  it("is stopped by what is known now, and goes on once it is not so any more", async (t) => {
    const rig = await scannedRig(t)
    reportFrom(rig.project, [["CVE-2026-7", "HIGH"]])
    assert.equal(await rig.succeed("scan", "uat"), "web: 1 high\n")
    await promotes(rig, 1, /✗ vulnerabilities +nothing worse than medium may pass, and there is CVE-2026-7/)
    assert.equal((await rig.environment("production")).deployed, null)

    reportFrom(rig.project, [["CVE-2026-7", "LOW"]])
    const answer = JSON.parse(await rig.succeed("scan", "uat", "--format", "json"))
    assert.equal(answer.images[0].found, "1 low")
    await promotes(rig, 0, /is deployed and verified in production/)
  })

  it("is what it was where the scanner could not tell", async (t) => {
    const rig = await scannedRig(t)
    rmSync(join(rig.project.home, "known.json"))
    const { status, stdout } = await rig.slipway("scan", "uat")
    assert.equal(status, 3)
    assert.match(stdout, /^web: errored: the scanner ended with exit status 1/)
    assert.deepEqual(rig.project.leftovers(), [])
    await promotes(rig, 0, /is deployed and verified in production/)
  })

  const damages: readonly (readonly [what: string, damage: (rig: ServerRig) => void])[] = [
    ["is gone", (rig) => rmSync(blob(rig, statementOf(rig, PREDICATE.scan)))],
    ["has another byte", (rig) => flipByte(blob(rig, layerOf(rig, statementOf(rig, PREDICATE.scan))))],
  ]
  for (const [what, damage] of damages) {
    it(`is errored, not as clean as before, where the statement of its bad scan ${what}`, async (t) => {
      const rig = await scannedRig(t)
      reportFrom(rig.project, [["CVE-2026-7", "CRITICAL"]])
      await rig.succeed("scan", "uat")
      damage(rig)
      await promotes(rig, 3, /! vulnerabilities +the scan of image web: statement [0-9a-f]{12}: /)
      assert.equal((await rig.environment("production")).deployed, null)
      reportFrom(rig.project, [])
      await rig.succeed("scan", "uat")
      await promotes(rig, 0, /is deployed and verified in production/)
    })
  }
})

it("without a scanner, or without a release, scanning is refused with what to do", async (t) => {
  const rig = await ServerRig.start(
    t,
    tinyProject(t, "environments: { uat: { from: { branch: main }, target: local } }\n"),
  )
  await rig.pushed("main")
  const without = await rig.slipway("scan", "uat")
  assert.equal(without.status, 2)
  assert.match(without.stderr, /there is no scanner\n +add 'scanner' to slipway\.yaml on the protected branch/)
})
