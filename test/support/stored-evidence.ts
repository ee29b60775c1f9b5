import assert from "node:assert/strict"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { PredicateType } from "../../src/core/evidence/statement.ts"
import { type Digest, hexOf } from "../../src/core/shared/digest.ts"
import type { ServerRig } from "./server-rig.ts"

/** A path in a server's data folder. */
export function data(rig: ServerRig, ...path: readonly string[]): string {
  return join(rig.project.folder, ".slipway", ...path)
}

/** The file of a blob in a server's store of images. */
export function blob(rig: ServerRig, digest: Digest): string {
  return data(rig, "images", "blobs", "sha256", hexOf(digest))
}

/** The newest statement of a kind, by the ledger. */
export function statementOf(rig: ServerRig, type: PredicateType): Digest {
  using database = new DatabaseSync(data(rig, "slipway.db"), { readOnly: true })
  const query = "select statement from ledger_entry where predicate_type = ? order by seq desc limit 1"
  const row = database.prepare(query).get(type)
  assert(row, `there is no ${type}`)
  return row.statement as Digest
}

/** The last layer of an image, or the bundle of a statement. */
export function layerOf(rig: ServerRig, manifest: Digest): Digest {
  const { layers } = JSON.parse(readFileSync(blob(rig, manifest), "utf8")) as { layers: { digest: Digest }[] }
  const last = layers.at(-1)
  assert(last)
  return last.digest
}

/** Makes one byte of a file another one; without `at`, one in the middle. */
export function flipByte(file: string, at?: number): void {
  const bytes = readFileSync(file)
  const index = at ?? Math.floor(bytes.length / 2)
  bytes[index] = (bytes[index] ?? 0) ^ 1
  writeFileSync(file, bytes)
}
