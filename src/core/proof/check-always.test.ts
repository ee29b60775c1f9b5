import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { findWeaknesses } from "./fixtures/find-weaknesses.ts"

/** Hotfixes go around staging, and replace its gates; `spike/*` reaches staging around UAT. */
const definition = (requirement: string, more = "") => `
version: 1
project: shop
people:
  alice: { roles: [tester] }
  bob: { roles: [manager] }
  cleo: { roles: [manager] }
jobs:
  audit: { run: npm audit, if: { branch: [main, "spike/*"] } }
services:
  api:
    directory: api
    image: { builder: node }
    jobs:
      unit: { run: npm test, reports: { coverage: lcov.info, contracts: pacts/*.json }, coverage: { lines: 70 } }
      fuzz: { run: npm run fuzz, if: { environment: [uat] } }
    run: { port: 80 }
tests:
  e2e: { directory: e2e, run: npm test }
  load: { directory: load, run: npm test }
targets: { here: { kind: process } }
scanner: { run: scan, report: report.json, format: trivy }
gates:
  tested: { approval: { role: tester, exclude: [author] } }
  board: { approval: { role: manager, count: 2, exclude: [author, committer] }, expires: 48h }
  clean: { scan: { worst: medium }, override: { role: manager } }
  quality: { coverage: { lines: 80 } }
  hours: { window: { timezone: UTC, allow: "Mon-Thu 09:00-16:00" } }
  reviewed: { review: { role: manager } }
  soaked: { soak: { in: staging, for: 24h } }
  compatible: { contract: {} }
  calendar: { command: ./calendar, override: { role: manager } }
environments:
  uat: { from: { branch: main }, target: here, gates: [quality], verify: [e2e] }
  staging:
    from: [{ environment: uat }, { branch: "spike/*" }]
    target: here
    gates: [tested, clean]
    verify: [e2e, load]
  production:
    from:
      - { environment: staging, when: { tag: release } }
      - { branch: "hotfix/*", gates: [clean, board] }
    target: here
    gates: [soaked, hours, board, reviewed, compatible, calendar]
always: { production: { requires: [${JSON.stringify(requirement)}] } }
${more}`

const bySpike = "push to spike/* → staging → production"
const byMain = "push to main → uat → staging → production"
const byHotfix = "push to hotfix/* → production"

/** A requirement, and the ways on which it does not hold: the shortest for each way in. */
const cases: readonly [requirement: string, ...ways: string[]][] = [
  ["job:unit"],
  ["unit"],
  ["job:api:unit"],
  ["job:audit", "push to hotfix/* → production"],
  ["job:fuzz", "push to spike/* → staging → production", "push to hotfix/* → production"],
  ["verified:staging", byHotfix],
  ["verified:uat", bySpike, byHotfix],
  ["e2e@staging", byHotfix],
  ["load@staging", byHotfix],
  ["load@uat", bySpike, byHotfix],
  ["test:load", byHotfix],
  ["contract", byHotfix],
  ["gate:compatible | override:manager", byHotfix],
  ["command", bySpike, byHotfix],
  ["command | override:manager", byHotfix],
  ["approval:manager"],
  ["approval:manager x2 excluding author, committer within 48h"],
  ["approval:manager x3", bySpike, byHotfix],
  ["approval:manager within 24h", bySpike, byHotfix],
  ["approval:tester", byHotfix],
  ["approval:tester excluding committer", bySpike, byHotfix],
  ["approval:tester within 48h", bySpike, byHotfix],
  ["approval"],
  ["scan:medium", bySpike, byHotfix],
  ["scan:medium | override:manager"],
  ["scan:low | override:manager", bySpike, byHotfix],
  ["scan | override:manager"],
  ["coverage:70"],
  ["coverage:80", bySpike, byHotfix],
  ["coverage", bySpike, byHotfix],
  ["window", byHotfix],
  ["review", byHotfix],
  ["review | approval:manager x2"],
  ["soak:staging:24h", byHotfix],
  ["soak:staging:48h", bySpike, byHotfix],
  ["gate:board"],
  ["gate:hours", byHotfix],
  ["builder:server"],
  // Only commits of protected branches get a version, so production has its protected commits by staging.
  ["protected", "push to hotfix/* → production"],
  ["branch:main | branch:hotfix/*", "push to spike/* → staging → production"],
  ["branch:hotfix/a* | verified:staging", "push to hotfix/* (such as hotfix/y) → production"],
  ["verified:staging | approval:manager x2"],
  ["verified:uat | verified:staging", byHotfix],
  ["verified:uat & verified:staging", bySpike, byHotfix],
  ["verified:uat | approval:tester & verified:staging | branch:hotfix/*"],
  ["verified:uat | approval:tester & coverage:80 | branch:hotfix/*", bySpike],
]

describe("a requirement does not hold on", () => {
  for (const [requirement, ...ways] of cases) {
    test(`${requirement}: ${ways.join("; ") || "no way"}`, () => {
      const found = findWeaknesses(definition(requirement)).filter(({ code }) => code === "way-unguarded")
      const expected = ways.map((way) => `${way}: nothing requires ${requirement}`)
      assert.deepEqual(
        found.map(({ message }) => message),
        expected,
      )
    })
  }

  test("the way through UAT, if that is the only one", () => {
    const text = definition("approval:manager x3").replace(', { branch: "spike/*" }]', "]")
    assert.ok(findWeaknesses(text).some(({ message }) => message.startsWith(`${byMain}: `)))
  })
})

const near: readonly [requirement: string, suggestion: string][] = [
  ["approval:manager x3", "it has only approval by 2 x manager but author and committer within 48h (board)"],
  ["approval:manager within 1h", "it has only approval by 2 x manager but author and committer within 48h (board)"],
  ["scan:medium", "it has only scan with medium at worst (clean, or override by manager)"],
  ["job:fuzz", "'fuzz' is left out of such pushes"],
  ["load@uat | gate:hours", ""],
]

for (const [requirement, suggestion] of near) {
  test(`what comes closest to ${requirement} is named`, () => {
    const found = findWeaknesses(definition(requirement)).filter(({ code }) => code === "way-unguarded")
    assert.equal(found.at(-1)?.suggestion ?? "", suggestion)
  })
}

/** Requirements that cannot be read or mean nothing, with the part that is named between `<` and `>`. */
const invalid: readonly [marked: string, message: RegExp, suggestion?: string][] = [
  ["job:unit | <>", /something is missing/],
  ["<jobs:unit>", /'jobs' is nothing that can be required/, "did you mean 'job'?"],
  ["unit & <job:units>", /'units' is not a job/, "did you mean 'unit'?"],
  ["<sacn>", /'sacn' is not a job/, "did you mean 'scan'?"],
  ["<verified:stagign>", /'stagign' is not an environment/, "did you mean 'staging'?"],
  ["<verified:production>", /tested there only afterwards/],
  ["<e2e@production>", /tested there only afterwards/],
  ["<e3e@staging>", /'e3e' is not a test/, "did you mean 'e2e'?"],
  ["<e2e@>", /a test in an environment is written e2e@staging/],
  ["<approval:manger>", /'manger' is not a role of anybody/, "did you mean 'manager'?"],
  ["<approval:manager twice>", /an approval is written approval:<role> x2/],
  ["<approval:manager excluding everybody>", /'everybody' cannot be excluded/],
  ["<approval:manager within ages>", /'ages' is no duration/],
  ["<scan:hihg>", /a scan passes at worst/, "did you mean 'high'?"],
  ["<coverage:much>", /coverage is a percentage/],
  ["<coverage:101>", /coverage is a percentage/],
  ["<analysis:few>", /a number of errors/],
  ["<soak:staging>", /environment and time/],
  ["<gate:bord>", /'bord' is not a gate/, "did you mean 'board'?"],
  ["<job:a:b:c>", /a job is named/],
  ["<override:manager>", /an override alone requires nothing/],
  ["scan & <override:manager>", /an override stands between two/],
  ["<unit & unit & unit & unit & unit & unit & unit & unit & unit>", /at most 8 terms/],
]

describe("a requirement is refused where it is wrong", () => {
  for (const [marked, message, suggestion] of invalid) {
    test(marked, () => {
      const requirement = marked.replace(/[<>]/g, "")
      const text = definition(requirement)
      const found = findWeaknesses(text).filter(({ code }) => code === "requirement-invalid")
      assert.equal(found.length, 1)
      const [{ range, ...first } = assert.fail()] = found
      assert.match(first.message, message)
      if (suggestion !== undefined) assert.equal(first.suggestion, suggestion)
      const line = text.split("\n")[range.line - 1] ?? ""
      const [before = "", part] = marked.split(/[<>]/)
      assert.equal(line.slice(range.column - 1, range.endColumn - 1), part)
      assert.equal(range.column - 1, line.indexOf(requirement, line.indexOf("[")) + before.length)
    })
  }
})
