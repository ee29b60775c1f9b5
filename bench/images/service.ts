import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { NpmRegistry } from "../../test/support/npm-registry.ts"
import { publishedPackages } from "./packages.ts"

const SOURCES = 30

/** The file that is edited. */
const EDITED = "src/file-7.js"

/** Texts of the service's repository, by path. `definition` is its slipway.yaml. */
export function serviceFiles(registry: NpmRegistry, definition: string): Readonly<Record<string, string>> {
  const names = publishedPackages().map(({ name }) => name)
  const dependencies = Object.fromEntries(names.map((name) => [name, `${registry.locked(name).version}`]))
  const manifest = { name: "service", version: "1.0.0", main: "src/file-0.js", files: ["src"], dependencies }
  const locked = names.map((name) => [`node_modules/${name}`, registry.locked(name)])
  const lock = { name: "service", version: "1.0.0", lockfileVersion: 3, requires: true }
  const packages = { "": manifest, ...Object.fromEntries(locked) }
  return {
    "package.json": JSON.stringify(manifest, null, 2),
    "package-lock.json": JSON.stringify({ ...lock, packages }, null, 2),
    ".npmrc": `registry=${registry.url}\n`,
    ".gitignore": ".slipway/\nnode_modules/\n",
    "slipway.yaml": definition,
    ...Object.fromEntries(Array.from({ length: SOURCES }, (_, index) => [`src/file-${index}.js`, sourceText(index)])),
  }
}

function sourceText(index: number): string {
  return `export const number = ${index}\n${`// what this part of the service does, line by line, number ${index}\n`.repeat(60)}`
}

/** Writes texts below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Edits one line, as it never was before; `edit` 0 is as it was committed. */
export function editService(folder: string, edit: number): void {
  writeFileSync(join(folder, EDITED), edit === 0 ? sourceText(7) : `${sourceText(7)}// edit ${edit}\n`)
}

/** Makes a repository of one commit of what is in a folder. */
export function commitAll(folder: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  git("init", "--quiet", "--initial-branch=main")
  git("add", ".")
  git("-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message=All")
}
