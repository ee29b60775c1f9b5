/** `make demo`: a sample project from a feature branch to production, on this machine. `--exit` stops all of it at the end. */
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { styleText } from "node:util"
import { expect, imagesOf, page, verified } from "./demo/check.ts"
import { DemoProject } from "./demo/demo-project.ts"
import { DemoServer } from "./demo/demo-server.ts"

const root = dirname(import.meta.dirname)
const slipway = join(root, "bin", "slipway")
const home = join(root, ".demo")
const folder = join(home, "application")
const stopsAtTheEnd = process.argv.includes("--exit")
const TITLE = "Watch birds from a hide near you"

const began = performance.now()
const said = (line: string) => console.log(styleText("dim", `     ${line}`))
let steps = 0

/** One step of the story, told before it happens; whatever fails in it ends the demo. */
async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  steps++
  console.log(styleText("bold", `\n${String(steps).padStart(2)}. ${title}`))
  const since = performance.now()
  const value = await work()
  said(styleText("green", `done in ${((performance.now() - since) / 1000).toFixed(1)} s`))
  return value
}

async function tell(server: DemoServer): Promise<void> {
  const project = await step("A team has a project: front door, gateway, and a stand-in for the CRM", async () => {
    const created = await DemoProject.create(join(root, "examples", "application"), folder, said)
    said("slipway.yaml says what the services are, where a release may run, and what must be true before")
    await server.slipway(["check"])
    return created
  })
  await step("slipway up: one process, no Docker, nothing installed", async () => {
    const { url, token } = await server.start(join(home, "up.log"))
    const { host } = new URL(url)
    await project.git("remote", "add", "slipway", `http://dana:${token}@${host}/git/application.git`)
    said(`${url}, git endpoint /git/application.git`)
    said(`the same in a browser: ${url}, signed in with the token ${token}`)
  })
  await step("git push slipway main: tested, built, deployed to uat, verified there", () => project.push("main"))
  const preview = await step("A feature branch gets an environment of its own", async () => {
    await project.changeTitle("feature/hello", TITLE)
    await project.push("feature/hello")
    const column = verified(await server.matrix(), ({ branch }) => branch === "feature/hello", "the preview")
    expect((await page(column, "front-door")).includes(TITLE), "the preview shows the change")
    return column
  })
  await step("Merged: the same images go to uat, the preview is gone", async () => {
    await project.merge("feature/hello")
    await project.push("main")
    const matrix = await server.matrix()
    const uat = verified(matrix, ({ environment }) => environment === "uat", "uat")
    expect(imagesOf(uat) === imagesOf(preview), "uat runs the very digests of the preview")
    expect(!matrix.columns.some(({ branch }) => branch !== null), "the preview is gone")
  })
  await step("A release candidate waits for a tester; alice approves; staging", async () => {
    await server.slipway(["release", "1.0.0-rc.1"])
    await server.slipway(["approve", "v1.0.0-rc.1", "staging"], await server.tokenOf("alice"))
  })
  await step("The release waits for the release board; bob approves; production", async () => {
    await server.slipway(["release", "1.0.0"])
    await server.slipway(["approve", "v1.0.0", "production"], await server.tokenOf("bob"))
    const matrix = await server.matrix()
    const production = verified(matrix, ({ environment }) => environment === "production", "production")
    expect(imagesOf(production) === imagesOf(preview), "production runs the very digests of the feature branch")
    expect((await page(production, "front-door")).includes(TITLE), "production shows the change")
  })
}

async function main(): Promise<void> {
  await mkdir(home, { recursive: true })
  const server = new DemoServer(slipway, folder, said)
  // What an earlier demo left running; there is nothing to stop the first time.
  await server.stop().catch(() => {})
  try {
    await tell(server)
    console.log(`\n${await server.picture()}`)
  } catch (error) {
    if (stopsAtTheEnd) await server.stop().catch(() => {})
    throw error
  }
  const took = ((performance.now() - began) / 1000).toFixed(0)
  console.log(styleText("green", `\nFrom a feature branch to production in ${took} s; nothing was rebuilt on the way.`))
  if (stopsAtTheEnd) {
    await server.stop()
    console.log("All of it is stopped.")
    return
  }
  console.log(`
It goes on running. To push the next change:

  cd ${folder}
  git checkout -b feature/next
  ${styleText("dim", "# change something, e.g. a title in services/front-door/config/screens.json")}
  git commit --all --message "Next"
  git push slipway feature/next

  ${slipway} status   ${styleText("dim", "# what is where")}
  ${slipway} down     ${styleText("dim", "# stop all of it")}`)
}

try {
  await main()
} catch (error) {
  console.error(`\nmake demo: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
