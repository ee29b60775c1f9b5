import { z } from "zod"
import { type Digest, digestOf } from "../shared/digest.ts"
import { fail, ok, type Result } from "../shared/result.ts"
import type { CachedOutput } from "./cached-output.ts"
import { digestSchema } from "./travelling-result.ts"

/** Bytes that a result may have on its way, all in all. */
export const PARCEL_LIMIT = 64 * 1024 * 1024

/** What of an entry says which blobs belong to it. */
interface NamesBlobs {
  readonly outputs: readonly CachedOutput[]
  readonly log: Digest
}

export interface Parcel<E> {
  readonly entry: E
  /** All that the entry names and nothing else. */
  readonly blobs: ReadonlyMap<Digest, Buffer>
}

const NEW_LINE = 0x0a

/** One line of JSON, `{ entry, blobs: [{ digest, size }] }`, and the blobs behind it in this order. */
export function packParcel<E extends NamesBlobs>({ entry, blobs }: Parcel<E>): Buffer {
  const list = [...blobs].map(([digest, { length }]) => ({ digest, size: length }))
  return Buffer.concat([Buffer.from(`${JSON.stringify({ entry, blobs: list })}\n`), ...blobs.values()])
}

/** What was packed. Refuses whatever is not whole: other bytes than their digests say, too many blobs or too few. */
export function unpackParcel<E extends NamesBlobs>(bytes: Buffer, schema: z.ZodType<E>): Result<Parcel<E>> {
  const end = bytes.indexOf(NEW_LINE)
  const head = headSchema(schema).safeParse(parse(bytes.subarray(0, Math.max(end, 0)).toString("utf8")))
  if (!head.success) {
    const [issue] = head.error.issues
    return fail("argument-invalid", `${issue?.path.join(".") || "a result"}: ${issue?.message ?? "is not valid"}`)
  }
  const { entry, blobs: list } = head.data
  const blobs = new Map<Digest, Buffer>()
  let from = end + 1
  for (const { digest, size } of list) {
    const blob = bytes.subarray(from, from + size)
    if (blob.length < size || digestOf(blob) !== digest)
      return fail("argument-invalid", `${digest} is not what it says`)
    blobs.set(digest, blob)
    from += size
  }
  if (from !== bytes.length) return fail("argument-invalid", "a result has bytes that nothing names")
  const named = new Set([...entry.outputs.flatMap((output) => ("digest" in output ? [output.digest] : [])), entry.log])
  const isComplete = named.size === blobs.size && [...named].every((digest) => blobs.has(digest))
  return isComplete ? ok({ entry, blobs }) : fail("argument-invalid", "a result's files are not those that it names")
}

function headSchema<E>(entry: z.ZodType<E>) {
  const blob = z.strictObject({ digest: digestSchema, size: z.number().int().min(0).max(PARCEL_LIMIT) })
  return z.strictObject({ entry, blobs: z.array(blob).max(100_001) })
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
