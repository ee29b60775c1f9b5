import assert from "node:assert/strict"
import { appendFile, mkdir, realpath, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { describe, it } from "node:test"
import { temporaryFolder } from "../../../test/support/temporary-folder.ts"
import type { Contract } from "../../core/evidence/contract.ts"
import { noReports, type ReportFiles } from "../../core/plan/plan.ts"
import { readReports } from "./read-reports.ts"
import { stampReports } from "./report-files.ts"

const suite = (name: string) => `<testsuite name="s"><testcase name="${name}"/></testsuite>`

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** What the reports say of a job that does this in a folder with these files; a text for what cannot be read. */
async function readAfter(
  reports: Partial<ReportFiles>,
  before: Readonly<Record<string, string>>,
  job: (folder: string) => Promise<void>,
) {
  await using checkout = await temporaryFolder()
  await write(checkout.path, { "job/.keep": "", ...before })
  const directory = join(checkout.path, "job")
  const place = { checkout: checkout.path, directory, reports: { ...noReports, ...reports } }
  const stamps = await stampReports(place)
  await job(directory)
  const { tests, coverage, findings } = await readReports(place, stamps)
  const plain = [tests, coverage, findings].map((report) => (report.ok ? report.value : report.failure.message))
  return { tests: plain[0], coverage: plain[1], findings: plain[2] }
}

const passed = (count: number) => ({ passed: count, failed: 0, skipped: 0, failing: [], flaky: [] })

describe("a job's reports", () => {
  it("are null where it declares none", async () => {
    const read = await readAfter({}, {}, (folder) => write(folder, { "junit.xml": suite("a") }))
    assert.deepEqual(read, { tests: null, coverage: null, findings: null })
  })

  it("are absent where it removed its own folder", async () => {
    const read = await readAfter({ junit: "a.xml" }, {}, (folder) => rm(folder, { recursive: true }))
    assert.deepEqual(read, { tests: "the job wrote no test report (a.xml)", coverage: null, findings: null })
  })

  it("name files by their real paths, also where the checkout is behind a link", async () => {
    await using base = await temporaryFolder()
    const directory = join(base.path, "real", "job")
    await mkdir(directory, { recursive: true })
    await symlink(join(base.path, "real"), join(base.path, "checkout"))
    const checkout = join(base.path, "checkout")
    const place = { checkout, directory: join(checkout, "job"), reports: { ...noReports, junit: "a.xml" } }
    const test = `<testcase name="a" file="${await realpath(directory)}/a.test.ts"><failure/></testcase>`
    await write(directory, { "a.xml": `<testsuite>${test}</testsuite>` })
    const { tests } = await readReports(place, new Map())
    assert(tests.ok)
    assert.equal(tests.value?.failing[0]?.file, "job/a.test.ts")
  })

  it("are read each by itself", async () => {
    const reports = { junit: "junit.xml", coverage: "lcov.info", sarif: "*.sarif" }
    const read = await readAfter(reports, {}, (folder) => write(folder, { "junit.xml": suite("a"), "lcov.info": "?" }))
    assert.deepEqual(read, {
      tests: passed(1),
      coverage: "the coverage report has no lcov in line 1 (lcov.info)",
      findings: "the job wrote no analysis report (*.sarif)",
    })
  })

  it("are all files of a glob that the job wrote, none that lay there before", async () => {
    const old = { "job/out/old.xml": suite("old"), "job/out/again.xml": suite("a") }
    const read = await readAfter({ junit: "out/**/*.xml" }, old, async (folder) => {
      await write(folder, { "out/again.xml": suite("b"), "out/deep/er.xml": suite("c"), "out/no.txt": "no" })
    })
    assert.deepEqual(read.tests, passed(2))
  })

  it("are the job's also when it writes the same again at the same time of day", async () => {
    const read = await readAfter({ junit: "a.xml" }, { "job/a.xml": suite("a") }, async (folder) => {
      await appendFile(join(folder, "a.xml"), "")
      await utimes(join(folder, "a.xml"), 1, 1)
    })
    assert.deepEqual(read.tests, passed(1))
  })

  const bad: [string, Partial<ReportFiles>, (folder: string) => Promise<void>, string][] = [
    [
      "one bad file",
      { junit: "*.xml" },
      (at) => write(at, { "a.xml": suite("a"), "b.xml": "no" }),
      "not well-formed XML",
    ],
    ["a folder", { junit: "a.xml" }, (at) => mkdir(join(at, "a.xml")).then(() => {}), "is not a file (a.xml)"],
    ["a link to nowhere", { junit: "a.xml" }, (at) => symlink("/nowhere", join(at, "a.xml")), "cannot be read (a.xml)"],
    ["a device", { junit: "a.xml" }, (at) => symlink("/dev/zero", join(at, "a.xml")), "is not a file (a.xml)"],
    [
      "another encoding",
      { junit: "a.xml" },
      (at) => writeFile(join(at, "a.xml"), "<a>\xe9</a>", "latin1"),
      "another encoding",
    ],
    [
      "too much in all files together",
      { junit: "*.xml" },
      async (at) => {
        await write(at, { "a.xml": suite("a"), "b.xml": "" })
        await truncate(join(at, "b.xml"), 64 * 1024 * 1024)
      },
      "is larger than 64 MiB (b.xml)",
    ],
    [
      "too many files",
      { junit: "*.xml" },
      (at) => write(at, Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.xml`, ""]))),
      "is in more than 1000 files (*.xml)",
    ],
  ]
  for (const [name, reports, job, message] of bad) {
    it(`cannot be read with ${name}`, async () => {
      const { tests } = await readAfter(reports, {}, job)
      assert.equal(typeof tests, "string")
      assert(String(tests).includes(message), String(tests))
    })
  }
})

describe("contracts", () => {
  const pact = (provider: string, state = "none") =>
    JSON.stringify({
      consumer: { name: "web" },
      provider: { name: provider },
      interactions: [{ description: "an order", state }],
      metadata: { pactSpecification: { version: "4.0" } },
    })

  /** What is read of contracts after a job has done this in a folder with these files; a text for what cannot be. */
  async function contractsAfter(
    reports: Partial<ReportFiles>,
    before: Readonly<Record<string, string>>,
    job: (folder: string) => Promise<void> = async () => {},
  ) {
    await using checkout = await temporaryFolder()
    await write(checkout.path, { "job/.keep": "", ...before })
    const directory = join(checkout.path, "job")
    const place = { checkout: checkout.path, directory, reports: { ...noReports, ...reports } }
    const stamps = await stampReports(place)
    await job(directory)
    const { contracts } = await readReports(place, stamps)
    if (!contracts.ok) return contracts.failure.message
    return (
      contracts.value && [contracts.value.reported, contracts.value.verified].map((some) => some.map(shownContract))
    )
  }

  const shownContract = ({ consumer, provider }: Contract) => `${consumer} -> ${provider}`

  it("of a consumer are those that the job wrote", async () => {
    const old = { "job/pacts/old.json": pact("old") }
    const read = await contractsAfter({ contracts: "pacts/*.json" }, old, (folder) =>
      write(folder, { "pacts/a.json": pact("api"), "pacts/b.json": pact("billing") }),
    )
    assert.deepEqual(read, [["web -> api", "web -> billing"], []])
    assert.equal(await contractsAfter({ contracts: "pacts/*.json" }, old), "the job wrote no contract (pacts/*.json)")
  })

  it("of a provider are those that the job was given, anywhere in the checkout", async () => {
    const verified = "/consumers/*/pacts/*.json"
    const given = { "consumers/web/pacts/api.json": pact("api") }
    assert.deepEqual(await contractsAfter({ verified }, given), [[], ["web -> api"]])
    assert.equal(await contractsAfter({ verified }, {}), `the job was given no contract to verify (${verified})`)
  })

  it("of a provider cannot be written by the job itself", async () => {
    const given = { "job/pacts/api.json": pact("api") }
    const read = await contractsAfter({ verified: "pacts/*.json" }, given, (folder) =>
      write(folder, { "pacts/api.json": pact("api", "weaker") }),
    )
    assert.equal(read, "the contract to verify was written by the job itself (pacts/api.json)")
  })

  it("that are none are not read", async () => {
    const read = await contractsAfter({ verified: "*.json" }, { "job/a.json": "{}" })
    assert.match(String(read), /^the contract to verify is no Pact file: consumer is wrong \(a.json\)$/)
  })
})
