import { randomUUID } from "node:crypto"
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { z } from "zod"
import { isDigest } from "../../core/shared/digest.ts"
import type { WrittenLayer } from "./write-layer.ts"

const recordSchema = z.object({
  kind: z.literal("dependencies"),
  descriptor: z.object({
    mediaType: z.string(),
    digest: z.string().refine(isDigest),
    size: z.number().int(),
    annotations: z.record(z.string(), z.string()),
  }),
  diffId: z.string().refine(isDigest),
})

/** A note on a layer made earlier; undefined if there is none, or it cannot be read. */
export async function readLayerRecord(path: string): Promise<WrittenLayer | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return recordSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export async function writeLayerRecord(path: string, layer: WrittenLayer): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.${randomUUID()}`
  try {
    await writeFile(partial, JSON.stringify(layer))
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}
