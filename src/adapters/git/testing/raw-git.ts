import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"

/** Stores an object whose content git would not write by itself, and returns its id. */
export function putObject(folder: string, type: "tree" | "commit" | "blob", content: string | Buffer): string {
  const args = ["hash-object", "-t", type, "-w", "--stdin", "--literally"]
  return execFileSync("git", args, { cwd: folder, input: content, encoding: "utf8" }).trim()
}

/** Entries of a tree object (git's Documentation/technical, tree), in this order, whatever their names. */
export function treeContent(entries: readonly { mode: string; name: string | Buffer; oid: string }[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ mode, name, oid }) => [
      Buffer.from(`${mode} `),
      Buffer.from(name),
      Buffer.from([0]),
      Buffer.from(oid, "hex"),
    ]),
  )
}

/** Two commits of a tree whose ids begin with the same seven digits, which are returned. */
export function putAmbiguousCommits(folder: string, tree: string): string {
  const seen = new Map<string, string>()
  for (let number = 0; ; number++) {
    const person = `Test <test@example.com> ${number} +0000`
    const content = `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\n${number}\n`
    const prefix = createHash("sha1").update(`commit ${content.length}\0${content}`).digest("hex").slice(0, 7)
    const other = seen.get(prefix)
    seen.set(prefix, content)
    if (other === undefined) continue
    for (const text of [content, other]) putObject(folder, "commit", text)
    return prefix
  }
}
