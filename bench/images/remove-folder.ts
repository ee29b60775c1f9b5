import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { rm } from "node:fs/promises"

/** Removes a folder with what engines have left mounted in it. */
export async function removeFolder(folder: string): Promise<void> {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((place) => place.startsWith(`${folder}/`))
  for (const place of mounts.toReversed()) execFileSync("umount", ["--lazy", place])
  await rm(folder, { recursive: true, force: true })
}
