import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { TestContext } from "node:test"

const SLIPWAY = join(import.meta.dirname, "..", "..", "bin", "slipway")

export interface CliResult {
  /** Exit status, or the signal that ended it. */
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** A `slipway` that runs, to be steered by what it prints. */
export interface RunningCli {
  readonly process: ChildProcess
  /** What it has printed until now. */
  stdout(): string
  /** Resolves as soon as the text was printed; rejects if it ends without. */
  waitFor(text: string, stream?: "stdout" | "stderr"): Promise<void>
  readonly ended: Promise<CliResult>
}

/** A git repository in a folder of its own, and the real CLI in it. Gone, with all its processes, after the test. */
export class RunRig {
  readonly folder: string
  readonly home: string

  constructor(t: TestContext) {
    const base = mkdtempSync(join(tmpdir(), "slipway-run-"))
    this.folder = join(base, "repository")
    this.home = join(base, "home")
    mkdirSync(this.folder)
    mkdirSync(this.home)
    t.after(() => rmSync(base, { recursive: true, force: true }))
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
    return { PATH: process.env.PATH ?? "", HOME: this.home }
  }

  /** `folder`: where it is started, below the repository's top. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}, folder = "."): RunningCli {
    const child = spawn(SLIPWAY, args, {
      cwd: join(this.folder, folder),
      env: { ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text
    })
    const ended = once(child, "close").then(([code, signal]) => ({ status: code ?? signal, stdout, stderr }))
    const waitFor = (text: string, stream: "stdout" | "stderr" = "stdout") =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if ((stream === "stdout" ? stdout : stderr).includes(text)) resolve()
        }
        child[stream].on("data", look)
        ended.then(() => reject(new Error(`ended without printing ${JSON.stringify(text)}:\n${stdout}${stderr}`)))
        look()
      })
    return { process: child, stdout: () => stdout, waitFor, ended }
  }

  slipway(...args: readonly string[]): Promise<CliResult> {
    return this.start(args).ended
  }

  /** What runs have left in `.slipway/work`. */
  leftovers(): readonly string[] {
    return readdirSync(join(this.folder, ".slipway", "work"))
  }
}

/** Lines that begin with a job's prefix, without it. */
export function outputOf(job: string, stdout: string): string[] {
  const prefix = `${job} | `
  return stdout.split("\n").flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []))
}
