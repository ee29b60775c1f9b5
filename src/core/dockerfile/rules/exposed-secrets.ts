import { posix } from "node:path"
import type { Instruction } from "../instruction.ts"
import type { Rule, RuleFinding } from "./rule.ts"

/** Parts of names that mean a secret, as BuildKit's own check has them (SecretsUsedInArgOrEnv). */
const SECRET_NAME = /(?:^|_)(?:apikey|auth|credentials?|key|password|passwd|pword|secret|token)(?:_|$)/i
/** ... and those that say it is none: a public key, or where the secret lies. */
const HARMLESS_NAME = /(?:^|_)(?:public|id|file|path|dir|url|name|length|ttl)(?:_|$)/i

/** Values that are secrets, whatever they are called. */
const SECRET_VALUE =
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}|xox[abpr]-[\w-]{10,}|sk_live_\w{16,})|-----BEGIN [A-Z ]*PRIVATE KEY-----/

/** Files that hold secrets. */
const SECRET_FILE =
  /^(?:\.env(?:\.\w+)?|\.npmrc|\.netrc|\.pypirc|\.git-credentials|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)|kubeconfig|credentials(?:\.json)?|.*\.(?:pem|key|p12|pfx|jks|keystore))$/
const HARMLESS_FILE = /\.(?:example|sample|template|dist)$|(?:^|[._-])pub(?:lic)?[._-]/

const MOUNT = "read it where it is needed: RUN --mount=type=secret,id=..., with `secrets` in slipway.yaml"

/** No secret is in the image, its history or its build's cache. */
export const exposedSecrets: Rule = function* ({ instructions, commandsOf }) {
  for (const instruction of instructions) {
    if (instruction.keyword === "ENV" || instruction.keyword === "ARG") yield* inVariables(instruction)
    if (instruction.keyword === "COPY" || instruction.keyword === "ADD") yield* inFiles(instruction)
    if (instruction.keyword !== "RUN") continue
    const word = commandsOf(instruction)
      .flatMap(({ words }) => words)
      .find(({ text }) => SECRET_VALUE.test(text))
    if (word) yield finding("this looks like a secret, and stays in the image's history", word.at, MOUNT)
  }
}

function* inVariables({ keyword, variables }: Instruction): Generator<RuleFinding> {
  for (const { name, value, at } of variables) {
    const isNamed = SECRET_NAME.test(name) && !HARMLESS_NAME.test(name) && (keyword === "ARG" || (value ?? "") !== "")
    if (!isNamed && !SECRET_VALUE.test(value ?? "")) continue
    const stays = keyword === "ENV" ? "everybody who has the image can read it" : "build arguments stay in its history"
    yield finding(`'${name}' looks like a secret: ${stays}`, at, keyword === "ENV" ? RUNTIME : MOUNT)
  }
}

const RUNTIME = "leave it to the environment that runs the image; a build reads it by RUN --mount=type=secret,id=..."

function* inFiles({ words }: Instruction): Generator<RuleFinding> {
  for (const { text, at } of words.slice(0, -1)) {
    const name = posix.basename(text)
    if (!SECRET_FILE.test(name) || HARMLESS_FILE.test(name)) continue
    yield finding(`'${name}' usually holds secrets, and is copied into a layer`, at, MOUNT)
  }
}

function finding(message: string, at: RuleFinding["at"], suggestion: string): RuleFinding {
  return { code: "secret-exposed", message, at, suggestion }
}
