import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { describe, it, type TestContext, test } from "node:test"
import type { VerifiedImage } from "../../src/app/images/verify-image.ts"
import { PREDICATE, type PredicateType } from "../../src/core/evidence/statement.ts"
import { skipWithout } from "../support/component.ts"
import { dockerRegistry, startDockerRegistry } from "../support/docker-registry.ts"
import { ServerRig } from "../support/server-rig.ts"
import { putScanner, SCANNER } from "../support/stand-in-scanner.ts"
import { blob, flipByte, layerOf, statementOf } from "../support/stored-evidence.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"

const DEFINITION = `${SCANNER}
jobs: { unit: "true" }
environments: { uat: { from: { branch: main }, target: local } }
`

/** A server that has built, scanned and verified an image, and what that is called. */
async function verifiedRig(t: TestContext): Promise<{ readonly rig: ServerRig; readonly name: string }> {
  const project = tinyProject(t, DEFINITION)
  putScanner(project, [["CVE-2026-1", "LOW"]])
  const rig = await ServerRig.start(t, project)
  await rig.pushed("main")
  return { rig, name: `web:main-${project.git("rev-parse", "HEAD").slice(0, 12)}` }
}

async function verdict(rig: ServerRig, status: number, ...args: readonly string[]): Promise<VerifiedImage> {
  const ended = await rig.slipway("image", "verify", ...args, "--format", "json")
  assert.equal(ended.status, status, ended.stdout + ended.stderr)
  return JSON.parse(ended.stdout)
}

function typesOf({ statements }: VerifiedImage): (PredicateType | string)[] {
  return statements.map(({ examined }) => (examined.kind === "read" ? examined.statement.predicateType : examined.kind))
}

const hasRegistry = skipWithout("docker-registry", dockerRegistry)

test("slipway image verify looks at an image in a registry", { skip: hasRegistry }, async (t) => {
  await using registry = await startDockerRegistry()
  const { rig, name } = await verifiedRig(t)
  const reference = `${registry.host}/shop/web:v1`
  await rig.succeed("image", "copy", name, reference)
  const verified = await verdict(rig, 0, reference)
  assert.deepEqual(typesOf(verified).sort(), [PREDICATE.provenance, PREDICATE.scan].sort())
  const text = await rig.succeed("image", "verify", reference)
  assert.match(text, /a registry does not list releases and jobs/)
  const unknown = await verdict(rig, 1, reference, "--signers", rig.project.home)
  assert.match(unknown.why, /nobody known here signs/)
})

describe("slipway image verify", { concurrency: 2 }, () => {
  it("shows every statement with who, when, about what, and each point; no server is needed", async (t) => {
    const { rig, name } = await verifiedRig(t)
    await rig.end("SIGTERM")
    const text = await rig.succeed("image", "verify", name)
    const [built] = text.split("\n\n").filter((part) => part.startsWith("built as web"))
    assert.match(
      built ?? text,
      /signer +server\n +when +\d{4}-\d\d-\d\dT.*\n +subject +image:web\n +predicate +https:\/\/slsa/,
    )
    assert.match(built ?? "", /✓ signature +Ed25519, by the key [0-9a-f]{12} of server\n +✓ subject +it speaks about/)
    assert.match(built ?? "", /✓ builder .*\n +✓ repository +it has the commit .*\n +✓ branch +main: any may build/)
    assert.match(text, /scanned by trivy: 1 low\n/)
    assert.match(text, /verification in uat succeeded\n/)
    assert.match(text, /jobs: unit succeeded\n/)
    assert.match(text, /\nverified: built by server, whom the definition trusts\n$/)

    const verified = await verdict(rig, 0, name)
    assert.deepEqual(typesOf(verified).sort(), [...Object.values(PREDICATE)].slice(0, 4).sort())
    const digits = verified.image.slice("sha256:".length, "sha256:".length + 12)
    assert.equal((await verdict(rig, 0, digits)).image, verified.image)
  })

  it("is failed where the definition does not accept who, what or where from", async (t) => {
    const { rig, name } = await verifiedRig(t)
    const why = async (...args: readonly string[]) => (await verdict(rig, 1, name, ...args)).why
    assert.match(await why("--signers", rig.project.home), /signature: nobody known here signs with the key/)
    const text = tinyFiles(DEFINITION)["slipway.yaml"] ?? ""
    rig.project.write({ "other.yaml": text.replace("project: demo", "project: shop") })
    assert.match(await why("--file", "other.yaml"), /repository: it was built for the project "demo", not shop/)
    const trunk = 'branches: { protected: [trunk], allowed: [trunk, "feature/*"] }'
    rig.project.write({ "other.yaml": `${text.replace("branch: main", "branch: trunk")}${trunk}\n` })
    assert.match(await why("--file", "other.yaml"), /branch: main is not among trunk, feature\/\*/)
  })

  it("is failed for what a person has built alone, whatever the person says", async (t) => {
    const project = tinyProject(t, DEFINITION)
    putScanner(project)
    const rig = await ServerRig.prepare(t, project)
    const digest = (await rig.succeed("image", "build", "web")).trim()
    const { why, statements } = await verdict(rig, 1, digest)
    assert.match(why, /nobody known here signs/)
    assert.equal(statements.length, 1)
  })

  it("is errored where a statement or the image is damaged, and says so of an image that is not there", async (t) => {
    const { rig, name } = await verifiedRig(t)
    const verified = await verdict(rig, 0, name)
    const statement = statementOf(rig, PREDICATE.scan)
    flipByte(blob(rig, layerOf(rig, statement)))
    assert.match((await verdict(rig, 3, name)).why, /a statement about its image cannot be read: blob/)
    flipByte(blob(rig, layerOf(rig, statement)))
    await verdict(rig, 0, name)
    rmSync(blob(rig, statement))
    await verdict(rig, 3, name)
    rmSync(blob(rig, verified.image))
    assert.equal((await rig.slipway("image", "verify", verified.image)).status, 2)
    assert.equal((await rig.slipway("image", "verify", "nothing")).status, 2)
  })

  it("works on another layout, whose statements went with the image", async (t) => {
    const { rig, name } = await verifiedRig(t)
    const folder = join(rig.project.home, "copy")
    await rig.succeed("image", "copy", name, `oci:${folder}:web`)
    const verified = await verdict(rig, 0, `oci:${folder}:web`)
    assert.deepEqual(typesOf(verified).sort(), [PREDICATE.provenance, PREDICATE.scan].sort())
  })
})
