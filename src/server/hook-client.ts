/**
 * What git's hooks start: hands the moved refs to the server and prints its answer line by line, which git shows to the
 * person who pushes. Uses nothing but Node itself, so that a push does not wait for it.
 */
import { request } from "node:http"
import { createInterface } from "node:readline"

const [hook] = process.argv.slice(2)
const { SLIPWAY_HOOK_URL: url, SLIPWAY_PUSH: secret } = process.env

/** Where git keeps pushed objects until the push is accepted. */
const QUARANTINE = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"]

const GONE = {
  "pre-receive": { text: "slipway: the server did not answer; nothing was accepted, push again", status: 1 },
  "post-receive": {
    text: "slipway: the server went away; the push is accepted and goes on when it is back",
    status: 0,
  },
} as const

if (url && secret && (hook === "pre-receive" || hook === "post-receive")) await ask(url, secret, hook)

async function ask(base: string, push: string, kind: keyof typeof GONE): Promise<void> {
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) lines.push(line)
  const environment = Object.fromEntries(QUARANTINE.map((name) => [name, process.env[name]]))
  const body = JSON.stringify({ lines, environment })
  const gone = () => {
    console.log(GONE[kind].text)
    process.exitCode = GONE[kind].status
  }
  const asking = request(`${base}/${kind}`, { method: "POST", headers: { authorization: `Bearer ${push}` } })
  asking.on("error", gone)
  asking.on("response", async (response) => {
    let ended = false
    try {
      for await (const line of createInterface({ input: response })) {
        const said: { text?: string; exit?: number } = JSON.parse(line)
        if (said.text !== undefined) console.log(said.text)
        if (said.exit !== undefined) {
          process.exitCode = said.exit
          ended = true
        }
      }
    } catch {
      // Told below: the answer broke off.
    }
    if (!ended) gone()
  })
  asking.end(body)
}
