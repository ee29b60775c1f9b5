import { setTimeout as delay } from "node:timers/promises"
import type { ProcessEntry } from "./process-entry.ts"
import { environmentVariableOf, killGroup, killProcess, listProcesses } from "./process-table.ts"

/** Milliseconds between looks at the process table while waiting for an end. */
const POLL = 25
/** Milliseconds after which a killed process that is still listed (stuck in the kernel) is given up. */
const KILL_LIMIT = 5000

/**
 * What belongs together: whoever is in the session, and whoever inherited the marker, wherever it went. A session's id
 * is not given to another process while the session has members, so it stays ours after its leader has ended.
 */
export interface ProcessTree {
  /** Id of the leader; null where it is known to be somebody else's by now. */
  readonly session: number | null
  /** Name and value of an environment variable. */
  readonly marker: readonly [name: string, value: string]
}

/** Who of a tree is alive. */
export async function membersOf(tree: ProcessTree): Promise<readonly ProcessEntry[]> {
  const [name, value] = tree.marker
  const entries = (await listProcesses()).filter((entry) => entry.pid !== process.pid)
  const belongs = await Promise.all(
    entries.map(
      async (entry) => entry.session === tree.session || (await environmentVariableOf(entry.pid, name)) === value,
    ),
  )
  return entries.filter((_, index) => belongs[index])
}

/** Those of the trees whose marker somebody still carries. All markers have the same name; one look at all processes. */
export async function treesWithMembers(trees: readonly ProcessTree[]): Promise<readonly ProcessTree[]> {
  const [name = ""] = trees[0]?.marker ?? []
  const entries = (await listProcesses()).filter((entry) => entry.pid !== process.pid)
  const markers = new Set(await Promise.all(entries.map((entry) => environmentVariableOf(entry.pid, name))))
  return trees.filter(({ marker }) => markers.has(marker[1]))
}

/**
 * Stops a tree: TERM to everybody there is, once, and KILL to whoever is left after `grace` milliseconds. What handlers
 * of TERM start to tidy up with is left alone until then. Resolves, once nobody is left, to whether KILL was needed.
 */
export async function stopTree(tree: ProcessTree, grace: number): Promise<{ readonly forced: boolean }> {
  const deadline = performance.now() + grace
  let members = await membersOf(tree)
  signal(tree, members, "SIGTERM")
  while (members.length > 0 && performance.now() < deadline) {
    await delay(Math.min(POLL, grace))
    members = await membersOf(tree)
  }
  if (members.length === 0) return { forced: false }
  const limit = performance.now() + KILL_LIMIT
  while (members.length > 0 && performance.now() < limit) {
    signal(tree, members, "SIGKILL")
    await delay(1)
    members = await membersOf(tree)
  }
  return { forced: true }
}

/** The group as a whole, so that nobody slips through by forking between the look and the signal; then who left it. */
function signal(tree: ProcessTree, members: readonly ProcessEntry[], name: NodeJS.Signals): void {
  const group = members.find(({ group, session }) => session === tree.session && group === tree.session)?.group
  if (group !== undefined) killGroup(group, name)
  for (const member of members) if (member.group !== group) killProcess(member.pid, name)
}
