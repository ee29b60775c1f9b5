import { execFile } from "node:child_process"
import { z } from "zod"
import type { Credentials } from "./credentials.ts"
import { refusal } from "./registry-failure.ts"

type Env = Readonly<Record<string, string | undefined>>

/** Helpers may ask a cloud for a token first. */
const TIMEOUT = 60_000
const LIMIT = 256 * 1024
const answerSchema = z.object({ Username: z.string(), Secret: z.string().min(1) })

/**
 * Asks `docker-credential-<name> get` (github.com/docker/docker-credential-helpers). Null where it has none for this
 * server. The name comes from the person's own file, and is one word all the same.
 */
export async function askHelper(name: string, server: string, env: Env): Promise<Credentials | null> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw refusal("registry-denied", "the name of the credential helper in Docker's config.json is no program's name")
  }
  const { status, stdout, stderr } = await run(`docker-credential-${name}`, server, env)
  if (status !== 0) {
    if (/credentials not found/i.test(`${stdout}${stderr}`)) return null
    const why = status === null ? "could not be run" : `failed with status ${status}`
    throw refusal("registry-denied", `docker-credential-${name}, which keeps credentials for ${server}, ${why}`)
  }
  const answer = answerSchema.safeParse(parsed(stdout))
  if (!answer.success) throw refusal("registry-denied", `docker-credential-${name} answered with something else`)
  const { Username: username, Secret: secret } = answer.data
  return username === "<token>" ? { kind: "identity", token: secret } : { kind: "password", username, password: secret }
}

interface HelperEnd {
  /** Null: it could not be started, or did not end by itself. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function run(program: string, input: string, env: Env): Promise<HelperEnd> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: TIMEOUT, killSignal: "SIGKILL", maxBuffer: LIMIT } as const
    const helper = execFile(program, ["get"], options, (error, stdout, stderr) => {
      resolve({ status: error ? (typeof error.code === "number" ? error.code : null) : 0, stdout, stderr })
    })
    // One that has ended already takes no input; its status says why.
    helper.stdin?.on("error", () => {}).end(input)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
