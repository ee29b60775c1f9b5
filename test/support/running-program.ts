import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"

export interface ProgramResult {
  /** Exit status, or the signal that ended it. */
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** A program that runs, to be steered by what it prints. */
export interface RunningProgram {
  readonly process: ChildProcess
  /** What it has printed until now. */
  stdout(): string
  /** Resolves as soon as the text was printed; rejects if it ends without. */
  waitFor(text: string, stream?: "stdout" | "stderr"): Promise<void>
  readonly ended: Promise<ProgramResult>
}

/** Starts a program in a folder, with this environment only. */
export function startProgram(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): RunningProgram {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
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
