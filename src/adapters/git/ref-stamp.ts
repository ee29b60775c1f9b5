import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

/** Within this time two changes may have the same time: clocks of file systems tick. Milliseconds. */
const TICK = 50
/** ... and where they count whole seconds only, or every second one. */
const LONG_TICK = 2500

/**
 * How HEAD, branches and tags stand on the disk: whoever changes one puts a file in its place, and so changes the folder
 * (gitrepository-layout(5)). As long as the stamp stays the same, so do all of them. Undefined where nobody can tell: after
 * a change just now, and where refs are kept otherwise (gitformat-reftable(5)).
 */
export function refStamp(gitDirectory: string, now: number): string | undefined {
  if (timesOf(join(gitDirectory, "reftable"))) return undefined
  const places = [
    join(gitDirectory, "HEAD"),
    join(gitDirectory, "packed-refs"),
    ...foldersIn(join(gitDirectory, "refs", "heads")),
    ...foldersIn(join(gitDirectory, "refs", "tags")),
  ]
  const times = places.map((place) => ({ place, ...timesOf(place) }))
  const isSettled = times.every(({ changed }) => changed === undefined || isOver(changed, now))
  if (!isSettled) return undefined
  return times.map(({ place, inode, changed }) => `${place}\0${inode ?? ""}\0${changed ?? ""}`).join("\n")
}

/** Since this time of a change, in nanoseconds, another one would have another time. */
function isOver(changed: bigint, now: number): boolean {
  const tick = changed % 1_000_000n === 0n ? LONG_TICK : TICK
  return Number(changed / 1_000_000n) + tick < now
}

function foldersIn(folder: string): readonly string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return [folder, ...inside.flatMap(({ name }) => foldersIn(join(folder, name)))]
  } catch {
    return [folder]
  }
}

/** When something last changed, in nanoseconds since 1970; undefined where there is nothing. */
function timesOf(path: string): { readonly inode: bigint; readonly changed: bigint } | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found && { inode: found.ino, changed: found.ctimeNs > found.mtimeNs ? found.ctimeNs : found.mtimeNs }
}
