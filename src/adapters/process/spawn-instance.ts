import { type ChildProcess, spawn } from "node:child_process"
import { mkdir, open } from "node:fs/promises"
import { dirname } from "node:path"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { imageCommand } from "./image-command.ts"
import { ownerVariable } from "./instance-label.ts"
import { isolatedEnvironment } from "./isolated-environment.ts"
import { openMaskedLog } from "./masked-log.ts"
import { imageVariable } from "./owned-processes.ts"
import { startTimeOf } from "./process-table.ts"
import type { UnpackedImage } from "./unpacked-images.ts"

const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"

export interface SpawnRequest {
  readonly label: string
  readonly image: Digest
  readonly unpacked: UnpackedImage
  /** The environment's part. */
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  readonly node: string
  /** Absolute folder. */
  readonly state: string
  /** Absolute file, appended to. */
  readonly log: string
  /** Values that never get to the log. */
  readonly hidden: readonly string[]
  /** The program `log-masker.ts`. */
  readonly masker: string
}

export interface SpawnedInstance {
  readonly child: ChildProcess
  readonly pid: number
  readonly startedAt: string
  /** Resolves when all that it wrote is in its log; undefined where it writes there itself. */
  readonly logged: Promise<void> | undefined
}

/**
 * Starts a process that survives this one: a session of its own, and its output in a file instead of a pipe, whose
 * reader would be gone; or, where something is to be hidden, in a pipe to a program that survives as well.
 */
export async function spawnInstance(request: SpawnRequest): Promise<Result<SpawnedInstance>> {
  const command = await imageCommand(request.unpacked, request.node)
  if (!command.ok) return command
  await mkdir(request.state, { recursive: true, mode: 0o700 })
  await using log = await open(request.log, "a")
  const { node, hidden, masker: program, state: home } = request
  const masked = hidden.length === 0 ? undefined : await openMaskedLog({ node, program, hidden, log: log.fd, home })
  try {
    const output = masked?.input ?? log.fd
    const child = spawn(command.value.file, command.value.args, {
      cwd: command.value.directory,
      env: isolatedEnvironment(instanceEnvironment(request)),
      detached: true,
      stdio: ["ignore", output, output],
    })
    child.unref()
    const { pid } = child
    if (pid === undefined) return await new Promise((_, reject) => child.once("error", reject))
    // Without a start time it has ended already, which whoever waits for its health is told.
    return ok({ child, pid, startedAt: startTimeOf(pid) ?? "ended", logged: masked?.ended })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fail("deployment-failed", `${request.label} could not be started: ${why}`)
  } finally {
    masked?.input.destroy()
  }
}

/** The image's variables, the environment's over them, and over both what only the target can know. */
export function instanceEnvironment(request: Omit<SpawnRequest, "log" | "hidden" | "masker">): Record<string, string> {
  const { PATH: path = SYSTEM_PATH, ...env } = request.env
  return {
    ...request.unpacked.env,
    ...env,
    PATH: `${dirname(request.node)}:${path}`,
    PORT: String(request.port),
    HOST: "127.0.0.1",
    HOME: request.state,
    STATE_DIRECTORY: request.state,
    [imageVariable]: request.image,
    [ownerVariable]: request.label,
  }
}
