import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync } from "node:fs"
import { dirname, join } from "node:path"

/** Copies a file of this system into a folder, to a path below it. */
export function copyInto(folder: string, from: string, to: string): void {
  mkdirSync(dirname(join(folder, to)), { recursive: true })
  copyFileSync(from, join(folder, to))
}

/** The shared libraries that a program or library of this system needs; none for what is neither. */
export function librariesOf(program: string): string[] {
  try {
    const listed = execFileSync("ldd", [program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    return (listed.match(/\/\S+/g) ?? []).filter((path) => path.includes(".so"))
  } catch {
    return []
  }
}
