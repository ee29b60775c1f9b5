import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { fail, ok, type Result } from "../../core/shared/result.ts"

export interface GitOutput {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface GitOptions {
  /** Where it starts; exists. */
  readonly directory: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly input?: string
}

const STDERR_LIMIT = 64 * 1024

/** Whatever the repository's configuration says, nothing of it is to be executed. */
const NOTHING_RUNS = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]

/** Starts git, without a shell, for whoever reads along. Should there be none, it ends without a word. */
export function spawnGit(
  args: readonly string[],
  { directory, env, input }: GitOptions,
): ChildProcessWithoutNullStreams {
  const child = spawn("git", [...NOTHING_RUNS, ...args], { cwd: directory, env, stdio: "pipe" })
  // Git may end before it has read everything; its exit code tells why.
  child.stdin.on("error", () => undefined)
  child.stdin.end(input ?? "")
  child.on("error", () => undefined)
  return child
}

/** Runs git to its end, without a shell. Any exit code is a value; `git-missing` if there is no git. */
export async function runGit(args: readonly string[], options: GitOptions): Promise<Result<GitOutput>> {
  return new Promise((resolve) => {
    const child = spawnGit(args, options)
    const stdout: Buffer[] = []
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk))
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(0, STDERR_LIMIT)
    })
    child.on("error", (error) => {
      const hint = { hint: "install git, and make sure that it is on PATH" }
      const missing = "code" in error && error.code === "ENOENT"
      resolve(missing ? fail("git-missing", "git was not found", hint) : fail("git-failed", error.message))
    })
    child.on("close", (code, signal) => {
      if (code === null) resolve(fail("git-failed", `git was ended by ${signal}`))
      else resolve(ok({ code, stdout: Buffer.concat(stdout), stderr }))
    })
  })
}

/** {@link runGit} whose every exit code but 0 is the failure `git-failed`; answers with what it wrote. */
export async function gitOutput(args: readonly string[], options: GitOptions): Promise<Result<Buffer>> {
  const ran = await runGit(args, options)
  if (!ran.ok) return ran
  return ran.value.code === 0 ? ok(ran.value.stdout) : gitFailed(args, ran.value)
}

/** The failure for an unexpected exit code, with what git said, in one line. */
export function gitFailed(args: readonly string[], { code, stderr }: GitOutput): Result<never> {
  const command = args.find((arg) => /^[a-z]/.test(arg)) ?? ""
  const [said = ""] = stderr.split("\n")
  const readable = [...said].filter((letter) => letter >= " " && letter !== "\u007f").join("")
  return fail("git-failed", `git ${command} failed: ${readable || `exit status ${code}`}`)
}
