import type { CachedOutput } from "../../core/run/cached-output.ts"
import { outputProblem } from "../../core/run/output-paths.ts"
import { type Digest, digestOf, isDigest } from "../../core/shared/digest.ts"
import type { CacheEntry } from "../../ports/shared-results.ts"

/** Changes whenever entries do: others are in another folder, and never read. */
export const ENTRY_FORMAT = "v2"

/** What is stored of an entry: its JSON, and a digest of it and of the key, so that no entry passes for another's. */
export function encodeEntry(key: Digest, entry: CacheEntry): { readonly body: string; readonly digest: Digest } {
  const body = JSON.stringify(entry)
  return { body, digest: digestOf(key + body) }
}

/** What is stored under a key. */
export interface StoredEntry {
  readonly key: string
  readonly body: string
  readonly digest: string
}

/** The entry that was stored; undefined if it is not, letter by letter, what was written, or could do harm. */
export function decodeEntry({ key, body, digest }: StoredEntry): CacheEntry | undefined {
  if (digestOf(key + body) !== digest) return undefined
  const entry = parse(body)
  return isEntry(entry) && outputProblem(entry.outputs) === undefined ? entry : undefined
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** As to what decides where something is written; the rest is as whoever wrote the digest meant it. */
function isEntry(value: unknown): value is CacheEntry {
  if (!isObject(value) || !isObject(value.result) || !Array.isArray(value.outputs)) return false
  return typeof value.log === "string" && isDigest(value.log) && value.outputs.every(isOutput)
}

function isOutput(value: unknown): value is CachedOutput {
  if (!isObject(value) || typeof value.path !== "string") return false
  if (value.kind === "link") return typeof value.target === "string"
  return value.kind === "file" && typeof value.digest === "string" && isDigest(value.digest)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
}
