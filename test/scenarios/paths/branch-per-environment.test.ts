import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { it } from "node:test"
import { PathExample } from "../../support/path-example.ts"
import type { RunRig } from "../../support/run-rig.ts"
import { putScanner, reportFrom } from "../../support/stand-in-scanner.ts"

/** A `trivy` that finds what the test says. */
function putTrivy(rig: RunRig): void {
  putScanner(rig)
  const folder = join(rig.home, "bin")
  mkdirSync(folder)
  writeFileSync(join(folder, "trivy"), '#!/bin/sh\nexec node "$HOME/scanner.mjs" trivy.json\n', { mode: 0o755 })
  rig.variables.PATH = `${folder}:${process.env.PATH}`
}

it("a branch for each environment: develop, test, staging, a tag on main, and hotfixes", async (t) => {
  const team = await PathExample.start(t, "branch-per-environment", { main: "main", prepare: putTrivy })
  const { rig, project } = team
  assert.match(await rig.pushed("main"), /build and test only/)
  for (const environment of ["dev", "qa", "staging", "production"]) {
    assert.equal(await team.runs(environment), null, environment)
  }
  await team.refusesPush(/'topic\/x' is not an allowed branch name[\s\S]*allowed are feature\/\*/, "main:topic/x")

  team.change("feature/x", ".", "second")
  assert.match(await rig.pushed("feature/x"), /build and test only/)
  assert.match(await team.mergeInto("develop", "feature/x"), /verification of .* in dev succeeded/)
  assert.match(await team.mergeInto("test", "develop"), /verification of .* in qa succeeded/)
  project.git("tag", "v0.9.0", "develop")
  assert.match(await rig.pushed("v0.9.0"), /it takes what main builds, and this was built from .*develop/)
  project.git("branch", "release/1.0", "develop")
  assert.match(await rig.pushed("release/1.0"), /verification of .* in staging succeeded/)
  const tested = await team.runs("staging")

  await team.refusesPush(
    /'v1.0.0' is not on a protected branch/,
    `${team.change("feature/y", ".", "third")}:refs/tags/v1.0.0`,
  )
  await team.merge("release/1.0", "main")
  assert.equal(await team.runs("production"), null, "main alone deploys nothing")
  project.git("tag", "v1.0.0", "main")
  assert.match(await rig.pushed("v1.0.0"), /verification of .* in production succeeded[\s\S]*slipway switch production/)
  assert.equal(await team.runs("production"), null, "it is looked at before it serves")
  await rig.succeed("switch", "production")
  assert.equal((await team.runs("production"))?.release, tested?.release)

  reportFrom(project, [["CVE-2026-1", "HIGH"]])
  team.change("hotfix/login", ".", "mended", "main")
  assert.match(await rig.pushed("hotfix/login"), /vulnerabilities: .*CVE-2026-1/)
  await rig.slipwayAs("alice", "approve", "hotfix/login", "production")
  assert.equal((await team.runs("production"))?.release, tested?.release, "an approval does not stand for a scan")
  reportFrom(project, [["CVE-2026-2", "MEDIUM"]])
  team.change("hotfix/login", ".", "mended well")
  assert.match(await rig.pushed("hotfix/login"), /hotfix-board: needs the approval of 1 with role release-manager/)
  await rig.succeedAs("bob", "approve", "hotfix/login", "production")
  assert.equal((await team.runs("production"))?.release, tested?.release)
  await rig.succeedAs("alice", "switch", "production")
  assert.equal((await team.says("production", "app")).text, "mended well")

  await rig.succeedAs("alice", "switch", "production", "--back", "--reason", "worse than before")
  assert.equal((await team.runs("production"))?.release, tested?.release)
})
