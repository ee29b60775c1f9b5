import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { skipWithout } from "../support/component.ts"
import { tinyProject } from "../support/tiny-project.ts"

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
  { typed: "slipway image ", offers: ["build", "ls", "inspect", "copy", "gc", "load"], not: "check" },
  { typed: "slipway image gc --d", offers: ["--dry-run"] },
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
      const line = `COMP_LINE='${typed}'; COMP_POINT=${typed.length}`
      const setUp = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _slipway`
      return ask("bash", ["--norc", "-c", `${script}\n${line}; ${setUp}\nprintf '%s\\n' "\${COMPREPLY[@]}"`])
    })
  })

  it("in bash asks for services and images where it is pressed, and for the rest of a name with a colon", (t) => {
    const rig = tinyProject(t, "")
    symlinkSync(SLIPWAY, join(rig.home, "slipway"))
    const env = { ...rig.env, PATH: `${rig.home}:${rig.env.PATH}` }
    const run = (command: string) =>
      execFileSync("bash", ["--norc", "-c", command], { cwd: rig.folder, env, encoding: "utf8" })
    run("slipway image copy $(slipway image build web --dirty 2>/dev/null) web:v1.2.0")
    const complete = (typed: string, words: readonly string[]) => {
      const setUp = `COMP_LINE='${typed}'; COMP_POINT=${typed.length}; COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}`
      return run(`${scriptFor("bash")}\n${setUp}; _slipway; printf '%s\\n' "\${COMPREPLY[@]}"`).trimEnd()
    }
    assert.equal(complete("slipway image build ", ["slipway", "image", "build", "''"]), "web")
    assert.equal(complete("slipway image inspect w", ["slipway", "image", "inspect", "w"]), "web:v1.2.0")
    assert.equal(complete("slipway image load web:v", ["slipway", "image", "load", "web", ":", "v"]), "v1.2.0")
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
