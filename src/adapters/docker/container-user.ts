import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { EngineFacts } from "./engine-client.ts"

const run = promisify(execFile)

/** Who commands run as when Slipway itself runs as root. */
const ORDINARY = { uid: 1000, gid: 1000 }

/** A user by number: containers need not know a name for it. */
export interface ContainerUser {
  readonly uid: number
  readonly gid: number
}

/**
 * Who commands run as: the caller, so that the files they write are the caller's; somebody ordinary where that is root.
 * An engine without root of its own maps its container's root to the caller, and everybody else to nobody outside.
 */
export function containerUser({ rootless }: Pick<EngineFacts, "rootless">): ContainerUser {
  if (rootless) return { uid: 0, gid: 0 }
  const uid = process.getuid?.() ?? ORDINARY.uid
  return uid === 0 ? ORDINARY : { uid, gid: process.getgid?.() ?? ORDINARY.gid }
}

/** Lets the user write what root has checked out. Links themselves change hands, never what they point to. */
export async function giveFolder(folder: string, { uid, gid }: ContainerUser): Promise<void> {
  if (process.getuid?.() !== 0 || uid === 0) return
  await run("chown", ["-Rh", `${uid}:${gid}`, folder])
}
