import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { TestContext } from "node:test"
import { RunRig, SLIPWAY } from "./run-rig.ts"
import { type ProgramResult, startProgram } from "./running-program.ts"
import { request, type ServerRig } from "./server-rig.ts"
import { tinyFiles } from "./tiny-project.ts"

/** A service that tells its content, its process id, and the secret that it got. */
const TELLING = `
  const { createServer } = require("node:http")
  const { readFileSync } = require("node:fs")
  const content = readFileSync(__dirname + "/content", "utf8")
  if (content.startsWith("chatty")) {
    console.log("it is " + process.env.TOKEN)
    console.error("in base64 " + Buffer.from("x" + process.env.TOKEN).toString("base64"))
  }
  const { TOKEN: token = null } = process.env
  const told = JSON.stringify({ content, pid: process.pid, token })
  createServer((_, response) => response.end(told)).listen(Number(process.env.PORT), process.env.HOST)
`

export interface Told {
  readonly content: string
  readonly pid: number
  readonly token: string | null
}

/** A rig with such a service on `main`; `rest` is the definition behind services and targets. */
export function tellingProject(t: TestContext, rest: string, content = "first"): RunRig {
  return RunRig.withFiles(t, { ...tinyFiles(rest, content), "web/server.js": TELLING })
}

/** What the service says at its address. */
export async function told(rig: ServerRig, environment: string): Promise<Told> {
  return (await (await request(await rig.environment(environment), "web")).json()) as Told
}

/** `slipway secret set` with the value on standard input, as its owner or with somebody's token. */
export function setSecret(
  { project }: ServerRig,
  { environment, name, value, token }: { environment: string; name: string; value: string; token?: string },
): Promise<ProgramResult> {
  const command = 'printf "%s\\n" "$VALUE" | "$SLIPWAY" secret set "$1" "$2"'
  const given = { VALUE: value, SLIPWAY, ...(token && { SLIPWAY_TOKEN: token }) }
  const env = { ...project.env, ...given }
  return startProgram(["sh", "-c", command, "sh", environment, name], { cwd: project.folder, env }).ended
}

/** Files below a folder that hold one of these texts. */
export function filesWith(folder: string, texts: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path)
      return texts.some((text) => bytes.includes(text))
    })
}
