import type { TestContext } from "node:test"
import { RunRig } from "./run-rig.ts"

/** A service in plain Node: answers what `content` holds, and that it is well. */
const SERVER = `
  const { createServer } = require("node:http")
  const { readFileSync } = require("node:fs")
  const content = readFileSync(__dirname + "/content", "utf8")
  createServer((_, response) => response.end(content)).listen(Number(process.env.PORT), process.env.HOST)
`

/** The service and its target, for definitions of tiny projects. */
export const TINY_SERVICE = `
services:
  web: { directory: web, image: { builder: node }, run: { port: 3000, health: / }, public: true }
targets: { local: { kind: process } }
`

/** Files of a project with one service and no dependencies; `rest` is its definition behind services and targets. */
export function tinyFiles(rest: string, content = "first"): Record<string, string> {
  return {
    "slipway.yaml": `version: 1\nproject: demo\n${TINY_SERVICE}${rest}`,
    "web/package.json": JSON.stringify({ name: "web", version: "1.0.0", main: "server.js" }),
    "web/server.js": SERVER,
    "web/content": content,
  }
}

/** A rig with such a project on `main`. */
export function tinyProject(t: TestContext, rest: string): RunRig {
  return RunRig.withFiles(t, tinyFiles(rest))
}
