import { randomUUID } from "node:crypto"
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import * as z from "zod/mini"
import { type Digest, isDigest } from "../../core/shared/digest.ts"
import type { LinkEntry } from "./layer-entry.ts"
import type { WrittenLayer } from "./write-layer.ts"

export interface Dependencies {
  readonly layer: WrittenLayer
  /** To packages of the repository. They differ from service to service, and so are no part of the layer. */
  readonly links: readonly LinkEntry[]
}

const digestSchema = z.custom<Digest>((value) => typeof value === "string" && isDigest(value))

const recordSchema = z.object({
  layer: z.object({
    kind: z.literal("dependencies"),
    descriptor: z.object({
      mediaType: z.string(),
      digest: digestSchema,
      size: z.int(),
      annotations: z.record(z.string(), z.string()),
    }),
    diffId: digestSchema,
  }),
  links: z.array(z.object({ kind: z.literal("symlink"), path: z.string(), target: z.string() })),
})

/** A note on dependencies installed earlier; undefined if there is none, or it cannot be read. */
export async function readLayerRecord(path: string): Promise<Dependencies | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return recordSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export async function writeLayerRecord(path: string, dependencies: Dependencies): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.${randomUUID()}`
  try {
    await writeFile(partial, JSON.stringify(dependencies))
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}
