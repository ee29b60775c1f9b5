import { spawn } from "node:child_process"
import { createInterface } from "node:readline"

export interface ToolOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Told every line, stdout and stderr. */
  readonly onLine?: (line: string) => void
}

/** Runs a program to its end and returns its stdout; throws with its last lines if it does not exit with `expected`. */
export async function runTool(
  command: readonly [string, ...string[]],
  { cwd, env = {}, onLine = () => {} }: ToolOptions,
  expected = 0,
): Promise<string> {
  const [program, ...args] = command
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] })
  const lines: string[] = []
  const stdout: string[] = []
  const read = async (stream: NodeJS.ReadableStream, keep: (line: string) => void) => {
    for await (const line of createInterface({ input: stream })) {
      lines.push(line)
      keep(line)
      onLine(line)
    }
  }
  const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve))
  const reading = [read(child.stdout, (line) => stdout.push(line)), read(child.stderr, () => {})]
  const [status] = await Promise.all([ended, ...reading])
  if (status === expected) return stdout.join("\n")
  throw new Error(`'${command.join(" ")}' ended with ${status}:\n${lines.slice(-15).join("\n")}`)
}
