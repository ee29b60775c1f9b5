import { crc32 } from "node:zlib"
import type { Descriptor } from "../../core/image/manifest.ts"
import { ARTIFACT_TYPE, REF_NAME, SUBJECT } from "./layout-entry.ts"

/**
 * Annotation by which damage to an entry is found: no digest covers `index.json`, which other tools write, too. It says
 * nothing about who wrote it.
 */
const CHECK = "dev.slipway.check"

/** An entry with the check of what it says. */
export function checked(entry: Descriptor): Descriptor {
  return { ...entry, annotations: { ...entry.annotations, [CHECK]: checkOf(entry).join(" ") } }
}

/** False if an entry is not what was written. Entries of other tools have no check; nothing can be said about them. */
export function isUndamaged(entry: Descriptor): boolean {
  const check = entry.annotations?.[CHECK]
  if (check === undefined) return true
  const [content, name] = checkOf(entry)
  const [writtenContent, writtenName] = check.split(" ")
  // Another tool that gives a name to another image takes it away here.
  return content === writtenContent && (name === undefined || name === writtenName)
}

function checkOf({ mediaType, digest, size, annotations = {} }: Descriptor): string[] {
  const said = [mediaType, digest, size, annotations[SUBJECT] ?? null, annotations[ARTIFACT_TYPE] ?? null]
  const name = annotations[REF_NAME]
  return [hex(JSON.stringify(said)), ...(name === undefined ? [] : [hex(name)])]
}

/** Finds every change of up to 32 bits in a row. */
function hex(text: string): string {
  return crc32(text).toString(16).padStart(8, "0")
}
