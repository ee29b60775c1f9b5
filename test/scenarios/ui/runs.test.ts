import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, type TestContext, test } from "node:test"
import type { Page } from "playwright-core"
import { accessibilityProblems } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { takePictures } from "../../support/pictures.ts"
import { RunRig } from "../../support/run-rig.ts"
import { OWNER, ServerRig } from "../../support/server-rig.ts"
import { tinyFiles } from "../../support/tiny-project.ts"

const JUNIT = `<testsuite name="shop"><testcase name="adds &lt;b&gt;"><failure message="1 is not 2 &lt;script&gt;"/></testcase><testcase name="pays"/></testsuite>`
const LCOV = "SF:a.js\nDA:1,1\nDA:2,1\nDA:3,0\nDA:4,1\nend_of_record\n"

/** Prints all that a log must not be taken for, and fails. */
const HOSTILE = String.raw`
printf '::group::install <b>things</b>\nfirst package\nsecond package\n::endgroup::\n'
printf '\033[32mall green\033[0m\n'
printf '\033]8;;javascript:alert(1)\007click me\033]8;;\007\n'
printf '<script>alert(1)</script> \033[2J\033[31mred\033[0m \342\200\256reversed\n'
printf 'ReferenceError: nothing is defined\n'
mkdir -p reports && cp junit.xml lcov.info reports && exit 1
`

/** Would be markup if anything took it for such. */
const BRANCH = "feature/<script>alert(1)<script>"

const JOBS = `
jobs:
  first: { run: 'printf "begun\\n"; until test -e "$HOME/go"; do sleep 0.05; done; printf "let go\\n"' }
  second: { run: "true", needs: [first] }
  long: { run: "seq 1000000" }
  shop:
    directory: shop
    run: sh hostile.sh
    reports: { junit: reports/junit.xml, coverage: reports/lcov.info }
    coverage: { lines: 70 }
environments:
  uat: { from: { branch: main }, target: local }
`

function project(t: TestContext, ...names: readonly string[]): RunRig {
  const definition = JOBS.split("\n")
    .filter((line) => !/^ {2}(first|second|long): /.test(line) || names.some((name) => line.startsWith(`  ${name}:`)))
    .join("\n")
  const kept = names.includes("shop") ? definition : definition.replace(/ {2}shop:\n( {4}.*\n)+/, "")
  const files = { "shop/hostile.sh": HOSTILE, "shop/junit.xml": JUNIT, "shop/lcov.info": LCOV }
  return RunRig.withFiles(t, { ...tinyFiles(kept), ...files })
}

async function signedIn(t: TestContext, rig: ServerRig): Promise<BrowserPerson> {
  const person = await BrowserPerson.open(await startBrowser(t), rig.url)
  await person.signIn(await rig.tokenOf(OWNER))
  return person
}

/** Lines that are in the page now. */
function lines(page: Page) {
  return page.getByRole("region", { name: /^Log of / })
}

describe("runs in a browser", { skip: skipWithoutBrowser }, () => {
  test("shows a running job's log as it is printed, also after a lost connection, cancels a run and does it again", async (t) => {
    const rig = await ServerRig.startAtOwnPort(t, project(t, "first", "second"))
    const person = await signedIn(t, rig)
    const { page } = person
    await page.getByRole("link", { name: "Runs" }).click()
    await page.getByText("Nothing has run yet").waitFor()
    await takePictures(page, "runs-empty")
    const push = rig.startPush("main")
    await page.getByRole("link", { name: "1 Build of main" }).click()
    await page.getByRole("list", { name: "Jobs" }).getByRole("link", { name: "first" }).click()
    await lines(page).getByText("begun").waitFor()
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePictures(page, "run-running")

    await rig.end("SIGTERM")
    await page.getByText("The connection to the server is lost").waitFor()
    await rig.upAtOwnPort()
    await page.getByText("Live", { exact: true }).waitFor()
    await page.getByText("▶ running").first().waitFor()
    await page.getByRole("button", { name: "Cancel run" }).click()
    await page.getByText(`canceled by ${OWNER}`).waitFor()
    assert.equal((await rig.slipway("runs", "cancel", "1")).status, 1)

    await page.getByRole("button", { name: "Run again" }).click()
    await page.getByRole("heading", { name: "Run 2: Build of main" }).waitFor()
    await page.getByRole("list", { name: "Jobs" }).getByRole("link", { name: "first" }).click()
    await lines(page).getByText("begun").waitFor()
    writeFileSync(join(rig.project.home, "go"), "")
    await lines(page).getByText("let go").waitFor()
    await page.getByText("Critical path: first → second").waitFor()
    await takePictures(page, "run-succeeded")
    await page.getByRole("link", { name: "All runs" }).click()
    await page.getByText("■ canceled").waitFor()
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePictures(page, "runs")
    assert.deepEqual(person.complaints, [])
    await push.ended
  })

  test("names failing tests, and shows a log in colours, folded, searched, and as text only", async (t) => {
    const rig = await ServerRig.start(t, project(t, "shop"))
    const person = await signedIn(t, rig)
    const { page } = person
    await rig.push("main")
    rig.project.git("branch", BRANCH)
    await rig.push(BRANCH)
    await page.goto("/runs")
    await page.getByRole("link", { name: `2 Build of ${BRANCH}` }).waitFor()
    await page.goto("/runs/1")
    const failing = page.getByRole("region", { name: "Failing tests" })
    await failing.getByText("adds <b>").waitFor()
    await failing.getByText("1 is not 2 <script>").waitFor()
    await page.getByText("75.0 % of lines covered, 70 % required").waitFor()
    const log = lines(page)
    await log.getByText("install <b>things</b>").waitFor()
    await log.getByText("<script>alert(1)</script>").waitFor()
    assert.equal(await log.getByText("click me").count(), 1)
    assert.equal(await log.getByRole("link").count(), 0)
    assert.equal(await log.getByText("all green").getAttribute("data-colour"), "green")
    assert(!/\p{Bidi_Control}|\p{Cc}(?<!\n)/u.test(await log.innerText()))
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePictures(page, "run-failed")

    await page.getByRole("button", { name: "install <b>things</b>" }).click()
    await log.getByText("first package").waitFor({ state: "detached" })
    await page.getByLabel("Search in the log").fill("SECOND")
    await page.getByText("1 of 1").waitFor()
    await log.getByText("second package").waitFor()
    await page.getByRole("button", { name: "First error" }).click()
    await page.locator("[data-marked]").getByText("ReferenceError").waitFor()
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("Download").click()])
    assert.equal(download.suggestedFilename(), "run-1-shop.log")
    await page.emulateMedia({ colorScheme: "dark" })
    assert.deepEqual(await accessibilityProblems(page), [])
    assert.deepEqual(person.complaints, [])

    assert.match(await rig.succeed("runs", "show", "1"), /failed +shop[\s\S]*adds <b> +1 is not 2 <script>/)
    assert.match(await rig.succeed("runs", "log", "1", "shop", "--search", "referenceerror"), /^\d+ \| ReferenceError/)
    assert.match(await rig.succeed("runs", "log", "1", "shop", "--from", "2", "--lines", "1"), /^2 \| first package\n$/)
  })

  test("opens a log of a million lines, of which the page holds few", async (t) => {
    const rig = await ServerRig.start(t, project(t, "long"))
    const { page } = await signedIn(t, rig)
    await rig.pushed("main")
    await page.goto("/runs/1?job=long")
    const log = lines(page)
    await log.getByText("20", { exact: true }).last().waitFor()
    await log.focus()
    await page.keyboard.press("End")
    await log.getByText("1000000", { exact: true }).last().waitFor()
    assert((await page.locator("[data-row]").count()) < 200)
    await page.getByLabel("Search in the log").fill("77777")
    await page.getByText(/^1 of \d+$/).waitFor()
    await page.locator("[data-marked]").getByText("77777", { exact: true }).last().waitFor()
  })
})
