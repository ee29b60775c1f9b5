import { mkdirSync, writeFileSync } from "node:fs"
import { mkdir, readdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { GitContext } from "./git-context.ts"
import { isolatedEnvironment } from "./git-context.ts"
import { gitOutput } from "./run-git.ts"
import { withTemporaryFolder } from "./temporary-folder.ts"
import { treeFiles } from "./tree-files.ts"

/** Overrules every attribute that the commit itself brings: contents arrive byte for byte as they were fingerprinted. */
const NO_CONVERSION = "* -text -filter -ident -eol -working-tree-encoding\n"

/**
 * Writes the files of a commit or tree into an empty (or new) folder. It goes through a git folder of its own that
 * borrows the repository's objects: neither the repository's index nor its configuration, filters and hooks take part.
 */
export async function checkoutTree(context: GitContext, treeish: string, folder: string): Promise<Result<void>> {
  const files = await treeFiles(context, treeish)
  if (!files.ok) return files
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) return fail("argument-invalid", `'${folder}' is not empty`)
  return withTemporaryFolder(async (git) => {
    makeGitFolder(git, context.objectFormat)
    const objects = { GIT_OBJECT_DIRECTORY: join(context.commonDirectory, "objects"), ...context.quarantine }
    const options = { directory: git, env: { ...isolatedEnvironment(), ...objects } }
    const where = [`--git-dir=${git}`, `--work-tree=${resolve(folder)}`]
    const read = await gitOutput([...where, "read-tree", treeish], options)
    if (!read.ok) return read
    const written = await gitOutput([...where, "checkout-index", "--all", `--prefix=${resolve(folder)}/`], options)
    return written.ok ? ok(undefined) : written
  })
}

/** A git folder that knows nothing but where objects are borrowed from. */
export function makeGitFolder(folder: string, objectFormat: string): void {
  for (const name of ["objects", "refs", "info"]) mkdirSync(join(folder, name), { recursive: true })
  const extension = objectFormat === "sha256" ? "[extensions]\n\tobjectformat = sha256\n" : ""
  writeFileSync(join(folder, "HEAD"), "ref: refs/heads/none\n")
  writeFileSync(join(folder, "config"), `[core]\n\trepositoryformatversion = 1\n\tbare = false\n${extension}`)
  writeFileSync(join(folder, "info", "attributes"), NO_CONVERSION)
}
