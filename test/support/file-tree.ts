import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"

/** Path → what is there: the text of a file, an executable, or a link. */
export type FileTree = Readonly<Record<string, string | Executable | Link>>

interface Executable {
  readonly text: string
  readonly executable: boolean
}

interface Link {
  readonly target: string
}

export function link(target: string): Link {
  return { target }
}

/** Writes files and links below a folder, which is made. */
export function writeTree(folder: string, tree: FileTree): void {
  mkdirSync(folder, { recursive: true })
  for (const [path, content] of Object.entries(tree)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof content === "string") writeFileSync(file, content)
    else if ("target" in content) symlinkSync(content.target, file)
    else {
      writeFileSync(file, content.text)
      chmodSync(file, content.executable ? 0o755 : 0o644)
    }
  }
}

/** The files and links below a folder; links are not followed. Empty folders do not show. */
export function readTree(folder: string): FileTree {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()
  return Object.fromEntries(
    paths.flatMap((path): [string, FileTree[string]][] => {
      const file = join(folder, path)
      const facts = lstatSync(file)
      if (facts.isDirectory()) return []
      if (facts.isSymbolicLink()) return [[path, link(readlinkSync(file))]]
      const text = readFileSync(file, "utf8")
      return [[path, facts.mode & 0o100 ? { text, executable: true } : text]]
    }),
  )
}
