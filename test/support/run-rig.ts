import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { TestContext } from "node:test"
import { networkVariables } from "../../src/core/run/network-variables.ts"
import { endProcessesAtHomeIn } from "./end-processes.ts"
import { type ProgramResult, type RunningProgram, startProgram } from "./running-program.ts"

export const SLIPWAY = join(import.meta.dirname, "..", "..", "bin", "slipway")

/** A git repository in a folder of its own, and the real CLI in it. Gone, with all its processes, after the test. */
export class RunRig {
  readonly folder: string
  readonly home: string
  /** What every program gets besides: DOCKER_HOST. */
  readonly variables: Record<string, string> = {}

  constructor(t: TestContext) {
    const base = mkdtempSync(join(tmpdir(), "slipway-run-"))
    this.folder = join(base, "repository")
    this.home = join(base, "home")
    mkdirSync(this.folder)
    mkdirSync(this.home)
    t.after(async () => {
      await endProcessesAtHomeIn(base)
      rmSync(base, { recursive: true, force: true })
    })
  }

  /** Makes it a repository whose first commit holds these files. */
  static withFiles(t: TestContext, files: Readonly<Record<string, string>>): RunRig {
    const rig = new RunRig(t)
    rig.git("init", "--quiet", "--initial-branch=main")
    rig.commit(files)
    return rig
  }

  /** ... with this `slipway.yaml` behind `version` and `project`. */
  static withDefinition(t: TestContext, yaml: string): RunRig {
    return RunRig.withFiles(t, { "slipway.yaml": `version: 1\nproject: demo\n${yaml}` })
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      writeFileSync(join(this.folder, path), content)
    }
  }

  commit(files: Readonly<Record<string, string>>): string {
    this.write(files)
    this.git("add", "--all")
    this.git("commit", "--quiet", "--message=change")
    return this.git("rev-parse", "HEAD")
  }

  git(...args: readonly string[]): string {
    const person = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    return execFileSync("git", [...person, ...args], { cwd: this.folder, env: this.env, encoding: "utf8" }).trim()
  }

  get env(): Record<string, string> {
    const { PATH = "", HOME = "/" } = process.env
    // Where this process's npm has put what is installed here: packages need not come from a network twice.
    const packages = { npm_config_cache: join(HOME, ".npm"), ...networkVariables(process.env) }
    return { ...packages, PATH, HOME: this.home, ...this.variables }
  }

  /** `folder`: where it is started, below the repository's top. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}, folder = "."): RunningProgram {
    return startProgram([SLIPWAY, ...args], { cwd: join(this.folder, folder), env: { ...this.env, ...env } })
  }

  slipway(...args: readonly string[]): Promise<ProgramResult> {
    return this.start(args).ended
  }

  /** What runs have left: in `.slipway/work`, and of kept checkouts those that are locked or not tidied. */
  leftovers(): readonly string[] {
    const own = join(this.folder, ".slipway")
    const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
    const kept = list(join(own, "cache", "checkouts"))
    const used = kept.filter((name) => name.endsWith(".lock"))
    const untidy = kept.filter((name) => existsSync(join(own, "cache", "checkouts", name, "untidy")))
    return [...list(join(own, "work")), ...used, ...untidy]
  }
}

/** Lines that begin with a job's prefix, without it. */
export function outputOf(job: string, stdout: string): string[] {
  const prefix = `${job} | `
  return stdout.split("\n").flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []))
}
