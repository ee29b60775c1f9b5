import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import type { CommandEnd, CommandRequest, StartedCommand } from "./command-start.ts"
import { isolatedEnvironment } from "./isolated-environment.ts"
import { startTimeOf } from "./process-table.ts"

/** Starts a command as a child of this process. */
export async function startHere({ command, directory, env, output }: CommandRequest): Promise<StartedCommand> {
  const writer = openSync(output, "w")
  try {
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: directory,
      env: isolatedEnvironment(env),
      detached: true,
      stdio: ["ignore", writer, writer],
    })
    const ended = endOf(child)
    const { pid } = child
    if (pid === undefined) return await new Promise((_, reject) => child.once("error", reject))
    // Before it is waited for: until then its id is nobody else's.
    return { pid, startedAt: startTimeOf(pid), ended }
  } finally {
    closeSync(writer)
  }
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "signaled", signal }),
    )
  })
}
