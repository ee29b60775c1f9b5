import assert from "node:assert/strict"
import { describe, it, type TestContext } from "node:test"
import { PREDICATE } from "../../src/core/evidence/statement.ts"
import type { Vulnerabilities } from "../../src/core/evidence/vulnerabilities.ts"
import { ServerRig } from "../support/server-rig.ts"
import { putScanner, type ReportedVulnerability, SCANNER } from "../support/stand-in-scanner.ts"
import { data } from "../support/stored-evidence.ts"
import { tinyFiles, tinyProject } from "../support/tiny-project.ts"
import { verifiedStatements } from "../support/verified-statements.ts"

const gated = (rule: string, scanner = SCANNER) => `${scanner}
gates: { vulnerabilities: { scan: ${rule} } }
environments:
  uat: { from: { branch: main }, target: local, gates: [vulnerabilities] }
`

async function pushedWith(
  t: TestContext,
  definition: string,
  known: readonly ReportedVulnerability[],
): Promise<{ readonly rig: ServerRig; readonly said: string }> {
  const project = tinyProject(t, definition)
  putScanner(project, known)
  const rig = await ServerRig.start(t, project)
  return { rig, said: (await rig.push("main")).stderr }
}

describe("a server with a scanner", { concurrency: 2 }, () => {
  it("scans every image, signs what was found, and lets pass what may", async (t) => {
    const { rig, said } = await pushedWith(t, gated("{ worst: medium }"), [["CVE-2026-1", "MEDIUM"]])
    assert.match(said, /succeeded web:scan/)
    assert.equal((await rig.environment("uat")).deployed?.verification, "succeeded", said)
    const statements = await verifiedStatements(data(rig))
    const scans = statements.filter(({ predicateType }) => predicateType === PREDICATE.scan)
    assert.equal(scans.length, 1)
    const [cell] = (await rig.environment("uat")).cells
    assert.equal(scans[0]?.subject[0]?.digest.sha256, cell?.image.slice("sha256:".length))
    const predicate = scans[0]?.predicate as Vulnerabilities | undefined
    assert.deepEqual(predicate?.scanner.result, [
      { id: "CVE-2026-1", severity: [{ method: "trivy", score: "medium" }], annotations: [{ package: "web" }] },
    ])
  })

  it("stops what is worse", async (t) => {
    const { rig, said } = await pushedWith(t, gated("{ worst: medium }"), [["CVE-2026-1", "HIGH"]])
    assert.match(said, /nothing worse than medium may pass, and there is CVE-2026-1 \(high; web in web\)/)
    assert.equal((await rig.environment("uat")).deployed, null)
  })

  it("lets pass what has an exception with a reason and a last day", async (t) => {
    const exception = "{ id: CVE-2026-1, reason: not reachable from outside, expires: 2999-12-31 }"
    const rule = `{ worst: medium, exceptions: [${exception}] }`
    const { rig, said } = await pushedWith(t, gated(rule), [["CVE-2026-1", "HIGH"]])
    assert.equal((await rig.environment("uat")).deployed?.verification, "succeeded", said)
  })

  it("is errored, never clean, where the scanner is not there, crashes, stays silent or looks at something else", async (t) => {
    const scanner = (run: string, more = "") =>
      `\nscanner: { run: ${run}, report: report.json, format: trivy${more} }\n`
    const ends: readonly (readonly [scanner: string, why: RegExp])[] = [
      [scanner("no-such-scanner"), /errored +web:scan.*the scanner was not found \(exit status 127\)/],
      [scanner("exit 1", ", retries: 1"), /attempt 1 errored[\s\S]*errored +web:scan.*ended with exit status 1/],
      [scanner('"true"'), /errored +web:scan.*the report of the scan cannot be read \(report\.json\)/],
      [scanner("': > report.json'"), /errored +web:scan.*the report of the scan is empty/],
      [scanner("sleep 600", ", timeout: 100ms"), /errored +web:scan.*timed out after 0.1 s/],
      [
        scanner('node "$HOME/scanner.mjs" report.json', ", env: { OTHER_IMAGE: sha256:0 }"),
        /errored +web:scan.*is about another image/,
      ],
    ]
    const project = tinyProject(t, gated("{ worst: critical }", scanner("no-such-scanner")))
    putScanner(project)
    const rig = await ServerRig.start(t, project)
    for (const [index, [definition, why]] of ends.entries()) {
      const text = tinyDefinition(gated("{ worst: critical }", definition))
      project.commit({ "slipway.yaml": text, "web/content": String(index) })
      const { stderr } = await rig.push("main")
      assert.match(stderr, why)
      assert.match(stderr, /run \d+ errored/)
    }
    assert.equal((await rig.environment("uat")).deployed, null)
    const statements = await verifiedStatements(data(rig))
    assert.deepEqual(
      statements.filter(({ predicateType }) => predicateType === PREDICATE.scan),
      [],
    )
  })

  it("scans with the protected branch's scanner, whatever a branch says", async (t) => {
    const preview =
      "  preview: { from: { branch: 'feature/*' }, ephemeral: {}, target: local, gates: [vulnerabilities] }\n"
    const { rig } = await pushedWith(t, `${gated("{ worst: medium }")}${preview}`, [["CVE-2026-1", "HIGH"]])
    rig.project.git("switch", "--quiet", "--create", "feature/silent")
    const silent = SCANNER.replace("node ", "true || node ")
    rig.project.commit({ "slipway.yaml": tinyDefinition(`${gated("{ worst: critical }", silent)}${preview}`) })
    const { stderr } = await rig.push("feature/silent")
    assert.match(stderr, /nothing worse than medium may pass, and there is CVE-2026-1/)
  })
})

function tinyDefinition(rest: string): string {
  return tinyFiles(rest)["slipway.yaml"] ?? ""
}
