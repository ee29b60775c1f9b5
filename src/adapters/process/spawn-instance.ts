import { type ChildProcess, spawn } from "node:child_process"
import { mkdir, open } from "node:fs/promises"
import { dirname } from "node:path"
import type { Digest } from "../../core/shared/digest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import { imageCommand } from "./image-command.ts"
import { ownerVariable } from "./instance-label.ts"
import { isolatedEnvironment } from "./isolated-environment.ts"
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
}

export interface SpawnedInstance {
  readonly child: ChildProcess
  readonly pid: number
  readonly startedAt: string
}

/**
 * Starts a process that survives this one: a session of its own, and its output in a file instead of a pipe, whose
 * reader would be gone.
 */
export async function spawnInstance(request: SpawnRequest): Promise<Result<SpawnedInstance>> {
  const command = await imageCommand(request.unpacked, request.node)
  if (!command.ok) return command
  await mkdir(request.state, { recursive: true, mode: 0o700 })
  await using log = await open(request.log, "a")
  try {
    const child = spawn(command.value.file, command.value.args, {
      cwd: command.value.directory,
      env: isolatedEnvironment(instanceEnvironment(request)),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    })
    child.unref()
    const { pid } = child
    if (pid === undefined) return await new Promise((_, reject) => child.once("error", reject))
    // Without a start time it has ended already, which whoever waits for its health is told.
    return ok({ child, pid, startedAt: startTimeOf(pid) ?? "ended" })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fail("deployment-failed", `${request.label} could not be started: ${why}`)
  }
}

/** The image's variables, the environment's over them, and over both what only the target can know. */
export function instanceEnvironment(request: Omit<SpawnRequest, "log">): Record<string, string> {
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
