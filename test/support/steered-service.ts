import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { TestContext } from "node:test"
import { ownerVariable } from "../../src/adapters/process/instance-label.ts"
import { findByEnvironment } from "../../src/adapters/process/process-table.ts"
import { processesAtHomeIn } from "./end-processes.ts"
import { RunRig } from "./run-rig.ts"
import { request, type ServerRig } from "./server-rig.ts"
import { tinyFiles } from "./tiny-project.ts"

/**
 * A service that does as its content says: `well`, `sick` (answers 500), `mute` (never answers), `crashing` (ends at
 * once), `held` (answers 503 until the test opens the gate). It answers with its content and its process id.
 */
const STEERED = `
  const { createServer } = require("node:http")
  const { existsSync, readFileSync } = require("node:fs")
  const content = readFileSync(__dirname + "/content", "utf8")
  const is = (word) => content.startsWith(word)
  if (is("crashing")) {
    console.error("there is no configuration")
    process.exit(7)
  }
  console.log("this is " + content)
  createServer((_, response) => {
    if (is("mute")) return
    if (is("sick")) response.statusCode = 500
    if (is("held") && !existsSync("$GATE")) response.statusCode = 503
    response.end(JSON.stringify({ content, pid: process.pid }))
  }).listen(Number(process.env.PORT), process.env.HOST)
`

/** A shell command that tells its process id and then waits until the test opens the gate. */
export const HELD = `echo $$ >> "$HOME/pids"; until test -e "$GATE"; do sleep 0.05; done`

/** A rig with such a service on `main`; `rest` is the definition behind services and targets. */
export function steeredProject(t: TestContext, rest: string, content = "well: first"): RunRig {
  const rig = new RunRig(t)
  rig.git("init", "--quiet", "--initial-branch=main")
  const files = { ...tinyFiles(rest, content), "web/server.js": STEERED }
  const gate = join(rig.home, "gate")
  rig.commit(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll("$GATE", gate)])))
  return rig
}

/** Process ids of a project's instances, of whatever environment. */
export async function instancesOf({ folder }: RunRig): Promise<readonly number[]> {
  const home = new Set(await processesAtHomeIn(folder))
  return (await findByEnvironment(ownerVariable)).map(({ pid }) => pid).filter((pid) => home.has(pid))
}

/** Lets go on what waits for the gate. */
export function openGate(rig: RunRig): void {
  writeFileSync(join(rig.home, "gate"), "")
}

export interface SteeredAnswer {
  readonly content: string
  readonly pid: number
}

/** What the service says at its stable address; undefined while nobody answers there. */
export async function answerIn(rig: ServerRig, environment: string): Promise<SteeredAnswer | undefined> {
  try {
    const response = await request(await rig.environment(environment), "web")
    return response.ok ? ((await response.json()) as SteeredAnswer) : undefined
  } catch {
    return undefined
  }
}
