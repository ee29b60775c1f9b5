import assert from "node:assert/strict"
import { it } from "node:test"
import { RunRig } from "../support/run-rig.ts"
import { request, ServerRig } from "../support/server-rig.ts"

/** Says what a service was given; `web` asks `store`, which only it can find. */
const SERVER = `
  const { createServer } = require("node:http")
  const { LEVEL, PORT, HOST, STORE_URL } = process.env
  const built = (() => { try { return require("node:fs").readFileSync(__dirname + "/../lib/built", "utf8").trim() } catch { return null } })()
  createServer(async (request, response) => {
    if (request.url === "/up") return response.end("up")
    const store = STORE_URL ? await (await fetch(STORE_URL + "/up")).text() : null
    response.end(JSON.stringify({ level: LEVEL ?? null, built, store }))
  }).listen(Number(PORT), HOST)
`

const DEFINITION = `version: 1
project: demo
packages:
  lib:
    directory: lib
    setup: echo prepared > prepared
    jobs:
      build: { run: "cp lib/prepared lib/built", directory: ".", outputs: [lib/built] }
services:
  web:
    directory: web
    image: { builder: node, needs: ["lib:build"], files: [server.js] }
    jobs: { unit: { run: test -e server.js, inputs: [server.js] } }
    run: { port: 3000, health: /up }
    needs: [store]
    public: true
  store: { directory: store, image: { builder: node, platform: linux/amd64 }, run: { port: 3001, health: /up } }
tests:
  looks:
    directory: tests
    setup: echo ready > ready
    needs: ["lib:build"]
    run: 'test -e ready && test -e ../lib/prepared && node looks.js'
    timeout: 1m
targets: { local: { kind: process } }
environments:
  uat:
    name: demo-uat
    from: { branch: main }
    target: local
    strategy: { kind: rolling }
    variables: { LEVEL: uat }
    verify: [looks]
  later:
    from: { environment: uat, when: manual }
    target: local
    variables: { LEVEL: later }
`

const LOOKS = `
fetch(process.env.WEB_URL).then((answer) => answer.json()).then(({ level, store }) => {
  if (level !== "uat" || store !== "up" || !process.env.STORE_URL) process.exit(1)
})`

it("what a definition says of services, tests and environments holds for what runs", {
  timeout: 120_000,
}, async (t) => {
  const manifest = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "server.js" })
  const project = RunRig.withFiles(t, {
    "slipway.yaml": DEFINITION,
    "lib/package-lock.json": "{}",
    "web/server.js": SERVER,
    "web/package.json": manifest("web"),
    "store/server.js": SERVER,
    "store/package.json": manifest("store"),
    "tests/looks.js": LOOKS,
    "tests/package-lock.json": "{}",
  })
  const rig = await ServerRig.start(t, project)
  const said = await rig.pushed("main")
  assert.match(said, /succeeded test:looks/)

  const uat = await rig.environment("demo-uat")
  assert.deepEqual(await (await request(uat, "web")).json(), { level: "uat", built: "prepared", store: "up" })
  assert.equal(uat.deployed?.verification, "succeeded")
  const urls = new Map(uat.cells.map(({ service, urls }) => [service, urls]))
  assert(
    urls.get("web")?.some((url) => url.includes("web.demo-uat.demo.localhost")),
    "a public service has a name",
  )
  assert(!urls.get("store")?.some((url) => url.includes("localhost")), "a private service has none")

  assert.equal((await rig.environment("later")).deployed, null, "nothing goes by itself where it is promoted by hand")
  await rig.succeed("promote", "demo-uat", "later")
  const later = await rig.environment("later")
  assert.deepEqual(await (await request(later, "web")).json(), { level: "later", built: "prepared", store: "up" })
  const images = (column: typeof uat) => column.cells.map(({ service, image }) => [service, image])
  assert.deepEqual(images(later), images(uat), "the same images with another configuration")
})
