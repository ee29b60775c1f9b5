import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import type { PublishedPackage } from "../../test/support/npm-registry.ts"
import { root } from "../engine/places.ts"

/** 50 packages of 40 files, together 20 MB, as an ordinary service has them. */
const PACKAGES = 50
const FILES = 40
const BYTES = 10_000

/** What the service depends on: real code, that of the packages Slipway itself is made with, cut to equal files. */
export function publishedPackages(): readonly PublishedPackage[] {
  const code = codeOf(PACKAGES * FILES * BYTES)
  return Array.from({ length: PACKAGES }, (_, index) => ({
    name: `dependency-${index}`,
    version: `1.${index}.0`,
    manifest: { main: "file-0.js", license: "MIT" },
    files: Object.fromEntries(
      Array.from({ length: FILES }, (_, file) => {
        const start = (index * FILES + file) * BYTES
        return [`${file % 2 ? "lib/" : ""}file-${file}.js`, code.subarray(start, start + BYTES).toString("latin1")]
      }),
    ),
  }))
}

/** So many bytes of JavaScript, in the order of the files' names; from the beginning again where there is too little. */
function codeOf(bytes: number): Buffer {
  const folder = join(root, "node_modules")
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".js"))
    .sort()
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
  const parts: Buffer[] = []
  let size = 0
  for (let at = 0; size < bytes; at++) {
    const file = files[at % files.length]
    if (file === undefined) throw new Error(`there is no code in ${folder}`)
    // Nothing but ASCII, so that each byte stays one.
    const part = Buffer.from(readFileSync(file, "latin1").replace(/[^\n\x20-\x7e]/g, "?"), "latin1")
    parts.push(part)
    size += part.byteLength
  }
  return Buffer.concat(parts)
}
