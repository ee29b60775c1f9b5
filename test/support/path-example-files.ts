import type { Definition } from "../../src/core/definition/schema/definition-schema.ts"

const SERVER = `
const { createServer } = require("node:http")
const { answer } = require("./answer.js")

createServer((request, response) => {
  const { status, body } = answer(request.url)
  response.writeHead(status).end(body)
}).listen(Number(process.env.PORT), process.env.HOST)
`

/** Says what it is, what it was told to say, and how it was configured. */
const ANSWER = `
const { name } = require("./package.json")
const { text } = require("./text.js")

exports.answer = (path) =>
  path === "/health"
    ? { status: text() === "ill" ? 500 : 200, body: "" }
    : { status: 200, body: JSON.stringify({ service: name, text: text(), environment: process.env }) }
`

const UNIT = `
const assert = require("node:assert/strict")
const { test } = require("node:test")
const { answer } = require("./answer.js")

test("says how it is", () => assert.equal(answer("/health").status, 200))
test("says something", () => assert.equal(typeof JSON.parse(answer("/").body).text, "string"))
`

/** Finds statements that stop for a debugger, and reports them as SARIF. */
const ANALYSE = `
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs")
const sources = readdirSync(".").filter((name) => name.endsWith(".js") && name !== "analyse.js")
const results = sources.flatMap((uri) =>
  readFileSync(uri, "utf8").split("\\n").flatMap((line, index) =>
    line.trim() === "debugger"
      ? [{
          ruleId: "no-debugger",
          level: "error",
          message: { text: "this stops for a debugger" },
          locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: index + 1 } } }],
        }]
      : [],
  ),
)
mkdirSync("reports", { recursive: true })
const driver = { name: "analyse", rules: [{ id: "no-debugger" }] }
writeFileSync("reports/analysis.sarif", JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver }, results }] }))
`

/**
 * A suite against an environment: everything answers, and nothing says \`broken\`. Waits as long as a test holds it, and
 * writes down what private services have said.
 */
const CHECK = `
const { existsSync, writeFileSync } = require("node:fs")
const assert = require("node:assert/strict")

async function check() {
  while (existsSync(process.env.HOME + "/hold")) await new Promise((resolve) => setTimeout(resolve, 50))
  const urls = Object.entries(process.env).filter(([name, url]) => name.endsWith("_URL") && url.startsWith("http"))
  assert(urls.length > 0, "there is nothing to test")
  const answers = await Promise.all(urls.map(async ([, url]) => (await fetch(url)).json()))
  const heard = Object.fromEntries(answers.map((answer) => [answer.service, answer]))
  writeFileSync(process.env.HOME + "/heard-in-" + process.env.SLIPWAY_ENVIRONMENT, JSON.stringify(heard))
  for (const { service, text } of answers) assert.notEqual(text, "broken", service)
}
check()
`

const reporter = (kind: string, file: string) => `--test-reporter=${kind} --test-reporter-destination=${file}`
const run = (name: string, more = "") =>
  `mkdir -p reports coverage && node --test --test-isolation=none ${more} ${reporter("junit", `reports/${name}.xml`)}`
const COVERAGE = `--experimental-test-coverage ${reporter("lcov", "coverage/lcov.info")}`

const SERVICE_SCRIPTS = {
  start: "node server.js",
  lint: "node --check server.js && node --check answer.js",
  test: run("unit", COVERAGE),
  "test:component": run("component"),
  "test:integration": run("integration"),
  analyse: "node analyse.js",
}

const SUITE_SCRIPTS = { test: "node check.js", smoke: "node check.js", acceptance: "node check.js" }

const below = (directory: string, files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [directory === "." ? name : `${directory}/${name}`, text]),
  )

function packageOf(name: string, scripts: Readonly<Record<string, string>>, files: readonly string[]) {
  const head = { name, version: "1.0.0" }
  const lock = { ...head, lockfileVersion: 3, requires: true, packages: { "": head } }
  return {
    "package.json": JSON.stringify({ ...head, main: "server.js", scripts, files }),
    "package-lock.json": JSON.stringify(lock),
  }
}

/** What makes a service of an example say something. */
export function saying(text: string): string {
  return `exports.text = () => ${JSON.stringify(text)}\n`
}

/** The same, with so much besides that no test calls that less than 80 % of the lines are covered. */
export function uncovered(): string {
  const unused = Array.from({ length: 40 }, (_, n) => `exports.unused${n} = () => {\n  return ${n}\n}\n`)
  return `${saying("much")}${unused.join("")}`
}

/** Small services without dependencies, and the suites that test them, in the folders where a definition has them. */
export function filesOfDefinition({ services, tests }: Definition): Record<string, string> {
  const suites = new Set(Object.values(tests).map(({ directory }) => directory))
  const parts = Object.entries(services).map(([name, { directory }]) =>
    below(directory, {
      ...packageOf(name, SERVICE_SCRIPTS, ["server.js", "answer.js", "text.js"]),
      "server.js": SERVER,
      "answer.js": ANSWER,
      "text.js": saying("first"),
      "unit.test.js": UNIT,
      "analyse.js": ANALYSE,
    }),
  )
  const checks = [...suites].map((directory) =>
    below(directory, { ...packageOf("suite", SUITE_SCRIPTS, []), "check.js": CHECK }),
  )
  return Object.assign({ ".gitignore": "reports\ncoverage\nnode_modules\n.slipway\n" }, ...parts, ...checks)
}
