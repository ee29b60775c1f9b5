import { mkdir, mkdtemp, rename, symlink, utimes, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type BenchPackage, OUTPUT, sources, sourceText } from "./packages.ts"
import { toolsFolder } from "./places.ts"
import { runCommand, type Surroundings } from "./run-command.ts"
import type { Tool } from "./tool.ts"

/** A tool's own copy of the project: a git repository of one commit. */
export interface Project {
  readonly tool: Tool
  readonly packages: readonly BenchPackage[]
  readonly surroundings: Surroundings
}

/** Writes the sources and the tool's files, and commits them. */
export async function makeProject(project: Project): Promise<void> {
  const { tool, packages, surroundings } = project
  const { folder } = surroundings
  for (const member of packages) {
    for (const source of sources) await writeIn(folder, join(member.directory, source), sourceText(member, source))
  }
  for (const [path, text] of tool.files(packages)) await writeIn(folder, path, text)
  await writeIn(folder, ".gitignore", `${[OUTPUT, "/node_modules", ...tool.state].join("\n")}\n`)
  await symlink(toolsFolder, join(folder, "node_modules"))
  await git(project, "init", "--quiet", "--initial-branch=main")
  await git(project, "add", ".")
  await git(project, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message=All")
  await settleIndex(project)
}

/** Git reads files again whose time is not before its index's: after this none is. */
async function settleIndex(project: Project): Promise<void> {
  const { folder } = project.surroundings
  const past = new Date(Date.now() - 60_000)
  for (const { directory } of project.packages) {
    for (const source of sources) await utimes(join(folder, directory, source), past, past)
  }
  await git(project, "status")
}

/**
 * Back to the commit, without anything that runs have left. That is put aside, not deleted: for minutes ext4 does not use
 * the number of a deleted file again, and looks the longer for a free one the more of them there are, so that the next
 * run, whichever tool's it is, would pay for the one before.
 */
export async function forgetRuns(project: Project): Promise<void> {
  const { folder } = project.surroundings
  const ignored = [OUTPUT, ...project.tool.state]
  const folders = [".", ...project.packages.map(({ directory }) => directory)]
  const left = folders.flatMap((directory) => ignored.map((name) => join(folder, directory, name)))
  const aside = await mkdtemp(`${folder}.aside-`)
  await Promise.all(left.map((path, index) => rename(path, join(aside, String(index))).catch(whereAbsent)))
  await git(project, "checkout", "--quiet", ".")
  await git(project, "status")
}

function whereAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error
}

/** The package that is edited: one that no other needs. */
export function leafOf({ packages }: Project): BenchPackage {
  const leaf = packages.at(-1)
  if (!leaf) throw new Error("there are no packages")
  return leaf
}

/** Edits a source of the leaf in the working tree, as it never was before. */
export async function editLeaf(project: Project, edit: number): Promise<void> {
  const [source = ""] = sources
  const leaf = leafOf(project)
  const path = join(project.surroundings.folder, leaf.directory, source)
  await writeFile(path, `${sourceText(leaf, source)}edit ${edit}\n`)
}

async function git({ surroundings }: Project, ...rest: string[]): Promise<void> {
  await runCommand({ argv: ["git", ...rest] }, surroundings)
}

async function writeIn(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}
