import { isDigest } from "../../core/shared/digest.ts"
import type { Instance, InstanceOwner } from "../../ports/target.ts"
import { ownerLabel, ownerVariable, parseOwnerLabel } from "./instance-label.ts"
import type { MarkedProcess } from "./process-entry.ts"
import { environmentVariableOf, findByEnvironment } from "./process-table.ts"

/** The environment variable that names an instance's image. */
export const imageVariable = "SLIPWAY_IMAGE"

/** An instance that was found by its label. */
export interface OwnedProcess {
  readonly owner: InstanceOwner
  /** The process that was started or, where it has ended, one of those it left. */
  readonly pid: number
  readonly startedAt: string
  /** Whether it is the one that was started: everything in its session belongs to the instance. */
  readonly leads: boolean
}

/** What carries a label of this server: one for each instance, however many processes it has. */
export async function findOwned(server: string, environment?: string): Promise<readonly OwnedProcess[]> {
  const found = new Map<string, OwnedProcess>()
  for (const entry of await findByEnvironment(ownerVariable)) {
    const owner = parseOwnerLabel(server, entry.value)
    if (!owner || (environment !== undefined && owner.environment !== environment)) continue
    const leads = isLeader(entry)
    if (leads || !found.has(entry.value)) {
      found.set(entry.value, { owner, pid: entry.pid, startedAt: entry.startedAt, leads })
    }
  }
  return [...found.values()]
}

/** The instance with this very label, if its process is alive. */
export async function findInstance(server: string, owner: InstanceOwner): Promise<Instance | undefined> {
  const label = ownerLabel(server, owner)
  const entry = (await findByEnvironment(ownerVariable)).find(({ value, ...rest }) => value === label && isLeader(rest))
  if (!entry) return undefined
  const image = (await environmentVariableOf(entry.pid, imageVariable)) ?? ""
  const port = Number(await environmentVariableOf(entry.pid, "PORT"))
  if (!isDigest(image) || !Number.isInteger(port)) return undefined
  return { owner, image, pid: entry.pid, startedAt: entry.startedAt, port }
}

function isLeader({ pid, session }: Omit<MarkedProcess, "value">): boolean {
  return pid === session
}
