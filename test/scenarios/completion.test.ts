import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { skipWithout } from "../support/component.ts"

const SLIPWAY = join(import.meta.dirname, "..", "..", "bin", "slipway")
const scriptFor = (shell: string) => execFileSync(SLIPWAY, ["completion", shell], { encoding: "utf8" })
const inPath = (name: string) =>
  (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, name)))

/** What is typed, with the cursor at its end, and some of what must be offered; `not` must not. */
const cases: readonly { readonly typed: string; readonly offers: readonly string[]; readonly not?: string }[] = [
  { typed: "slipway ", offers: ["check", "run", "env", "completion", "help"], not: "list" },
  { typed: "slipway pro", offers: ["promote"], not: "plan" },
  { typed: "slipway --ver", offers: ["--version"] },
  { typed: "slipway run --on", offers: ["--only"], not: "--of" },
  { typed: "slipway run --format ", offers: ["auto", "plain", "json"], not: "text" },
  { typed: "slipway status --format ", offers: ["text", "json"], not: "auto" },
  { typed: "slipway env ", offers: ["list", "destroy"], not: "check" },
  { typed: "slipway env destroy --f", offers: ["--force", "--format"] },
  { typed: "slipway completion ", offers: ["bash", "zsh", "fish"] },
]

/** What a shell prints; a complaint of it is a failure. */
function ask(command: string, args: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(command, args, { encoding: "utf8" })
  assert.equal(stderr, "")
  return stdout.split("\n")
}

function check(complete: (typed: string) => readonly string[]): void {
  for (const { typed, offers, not } of cases) {
    const offered = complete(typed)
    for (const word of offers) assert.ok(offered.includes(word), `'${typed}' offers ${offered}, not ${word}`)
    assert.ok(not === undefined || !offered.includes(not), `'${typed}' offers ${not}`)
  }
}

describe("completion", () => {
  it("in bash", () => {
    const script = scriptFor("bash")
    check((typed) => {
      const words = typed.split(" ")
      const setUp = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _slipway`
      return ask("bash", ["--norc", "-c", `${script}\n${setUp}\nprintf '%s\\n' "\${COMPREPLY[@]}"`])
    })
  })

  it("in zsh", { skip: skipWithout("zsh", inPath("zsh")) }, () => {
    const script = scriptFor("zsh")
    // What zsh's completion system would offer, printed instead.
    const printed = `compdef() { :; }
compadd() { shift; print -l -- "$@"; }
_describe() { local -a all; all=("\${(@P)2}"); print -l -- "\${(@)all%%:*}"; }`
    check((typed) => {
      const words = typed.split(" ")
      const setUp = `words=(${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length}; _slipway`
      const last = words.at(-1) ?? ""
      return ask("zsh", ["-f", "-c", `${printed}\n${script}\n${setUp}`]).filter((word) => word.startsWith(last))
    })
  })

  it("in fish", { skip: skipWithout("fish", inPath("fish")) }, () => {
    const script = scriptFor("fish")
    check((typed) => {
      const lines = ask("fish", ["--no-config", "-c", `${script}\ncomplete --do-complete '${typed}'`])
      return lines.map((line) => line.split("\t")[0] ?? "")
    })
  })

  it("of a shell that is not known is refused, with those that are", () => {
    assert.throws(
      () => execFileSync(SLIPWAY, ["completion", "tcsh"], { stdio: "pipe", encoding: "utf8" }),
      (error: { status: number; stderr: string }) => error.status === 2 && error.stderr.includes("bash, zsh, fish"),
    )
  })
})
