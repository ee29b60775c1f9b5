import assert from "node:assert/strict"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext } from "node:test"
import type { ReleaseDetails } from "../../src/app/server/show-release.ts"
import { ServerRig } from "../support/server-rig.ts"
import { tinyProject } from "../support/tiny-project.ts"
import { until } from "../support/until.ts"

const PATH = `
environments:
  uat: { from: { branch: main }, target: local }
  staging: { from: { environment: uat, when: { tag: candidate } }, target: local }
  production:
    target: local
    from:
      - { environment: staging, when: { tag: release } }
      - { branch: "hotfix/*", when: manual }
`

/** Commits a change with this message and pushes it. */
async function change(rig: ServerRig, subject: string, branch = "main"): Promise<string> {
  rig.project.write({ "web/content": subject })
  rig.project.git("add", "--all")
  rig.project.git("commit", "--quiet", "--allow-empty", "--message", subject)
  await rig.pushed(branch)
  return rig.project.git("rev-parse", "HEAD")
}

async function deliveredRig(t: TestContext): Promise<ServerRig> {
  const rig = await ServerRig.start(t, tinyProject(t, PATH))
  await rig.pushed("main")
  return rig
}

function tagged(rig: ServerRig, tag: string): string {
  return rig.project.git("--git-dir", rig.gitFolder, "rev-parse", `${tag}^{commit}`)
}

function messageOf(rig: ServerRig, tag: string): string {
  return rig.project.git("--git-dir", rig.gitFolder, "for-each-ref", "--format=%(contents)", `refs/tags/${tag}`)
}

async function shown(rig: ServerRig, release: string): Promise<ReleaseDetails> {
  return JSON.parse(await rig.succeed("release", "show", release, "--format", "json")) as ReleaseDetails
}

describe("slipway release without a version", { concurrency: 2 }, () => {
  it("counts candidates, releases them, and tells what is new since what production runs", async (t) => {
    const rig = await deliveredRig(t)
    const first = rig.project.git("rev-parse", "main")
    assert.match(await rig.succeed("release", "--candidate"), /^v0\.1\.0-rc\.1 is release/)
    // Asking twice for one release gives one name.
    assert.match(await rig.succeed("release", "--candidate"), /^v0\.1\.0-rc\.1 is release/)
    assert.match(await rig.succeed("release"), /^v0\.1\.0 is release .*of commit/)
    assert.equal((await rig.environment("production")).deployed?.version, "v0.1.0")
    assert.equal(tagged(rig, "v0.1.0"), first)

    rig.project.git("checkout", "--quiet", "-b", "feature/carts")
    rig.project.git("commit", "--quiet", "--allow-empty", "--message", "feat(shop): carts \u001b[31m$(touch pwned)")
    rig.project.git("commit", "--quiet", "--allow-empty", "--message", "-----BEGIN PGP SIGNATURE-----")
    rig.project.git("checkout", "--quiet", "main")
    rig.project.git("merge", "--quiet", "--no-ff", "--message=Merge branch 'feature/carts'", "feature/carts")
    const second = await change(rig, "fix: totals")
    const planned = await rig.succeed("release", "--candidate", "--notes")
    assert.match(planned, /^v0\.2\.0-rc\.1 would be release \w+ of commit/)
    assert.match(planned, /Since v0\.1\.0:\n\nFeatures\n- carts .*touch pwned.*\n\nFixes\n- totals/)
    assert.match(planned, /\nMerged\n- feature\/carts\n/)
    assert(!planned.includes("\u001b"), "no terminal commands of others")
    assert.equal((await shown(rig, "uat")).names.length, 0)

    await rig.succeed("release", "--candidate")
    const message = messageOf(rig, "v0.2.0-rc.1")
    assert.match(message, /^candidate v0\.2\.0-rc\.1 of sha256:\w+\n\nSince v0\.1\.0:\n\nFeatures\n- carts/)
    assert.doesNotMatch(message, /^-----/m)
    assert.equal(tagged(rig, "v0.2.0-rc.1"), second)
    const third = await change(rig, "words")
    assert.match(await rig.succeed("release", "--candidate"), /^v0\.2\.0-rc\.2 is/)
    assert.match(await rig.succeed("release"), /^v0\.2\.0 is/)
    const details = await shown(rig, "v0.2.0")
    assert.deepEqual([details.commit, details.running], [third, ["production", "staging", "uat"]])
    assert.deepEqual(
      details.names.map(({ name, person }) => [name, person]),
      [
        ["v0.2.0-rc.2", "olivia"],
        ["v0.2.0", "olivia"],
      ],
    )
    assert.match(details.names[1]?.notes ?? "", /^Since v0\.1\.0:[\s\S]*- carts[\s\S]*- words/)
    assert.match(await rig.succeed("release", "list"), /v0\.2\.0-rc\.2, v0\.2\.0/)
    assert.match(await rig.succeed("release", "show", "v0.2.0"), /runs in production, staging, uat\n\nSince v0\.1\.0/)

    await change(rig, "more words")
    assert.match(await rig.succeed("release", "--candidate", "--major", "--notes"), /^v1\.0\.0-rc\.1 would be/)
    const both = await rig.slipway("release", "1.2.3", "--minor")
    assert.equal(both.status, 2)
    assert.match(both.stderr, /either 1\.2\.3 or the next minor version/)
  })

  it("names what a hotfix branch has built, and nothing of other branches", async (t) => {
    const rig = await deliveredRig(t)
    rig.project.git("checkout", "--quiet", "-b", "hotfix/orders")
    const hotfix = await change(rig, "fix: orders", "hotfix/orders")
    assert.match(await rig.succeed("release", "--patch", "--of", "hotfix/orders"), /^v0\.0\.1 is release/)
    assert.equal(tagged(rig, "v0.0.1"), hotfix)
    rig.project.git("checkout", "--quiet", "-b", "feature/other")
    await change(rig, "feat: other", "feature/other")
    const refused = await rig.slipway("release", "--minor", "--of", "feature/other")
    assert.equal(refused.status, 1, refused.stdout)
    assert.match(refused.stderr, /is not on a protected branch, nor on one that an environment takes releases from/)
  })

  it("a crash between the decision and its effects is completed at the next start", async (t) => {
    const rig = await deliveredRig(t)
    const first = rig.project.git("rev-parse", "main")
    // Git cannot write the tag as long as somebody else holds its lock.
    const lock = join(rig.gitFolder, "refs", "tags", "v0.1.0-rc.1.lock")
    writeFileSync(lock, "")
    const stuck = await rig.slipway("release", "--candidate")
    assert.equal(stuck.status, 3, stuck.stdout + stuck.stderr)
    await rig.end("SIGKILL")
    rmSync(lock)
    assert.throws(() => tagged(rig, "v0.1.0-rc.1"))
    await rig.up()
    assert.equal(tagged(rig, "v0.1.0-rc.1"), first)
    await until("it is in staging", async () => {
      return (await rig.environment("staging")).deployed?.version === "v0.1.0-rc.1"
    })
    const { names, images } = await shown(rig, "v0.1.0-rc.1")
    assert.equal(names.length, 1)
    const listed = await rig.succeed("image", "ls", "--format", "json")
    assert(listed.includes("web:v0.1.0-rc.1") && listed.includes(images.web ?? "no image"), listed)
  })
})
