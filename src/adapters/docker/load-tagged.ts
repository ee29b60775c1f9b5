import type { Digest } from "../../core/shared/digest.ts"
import { FailureError, fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { Layers } from "../image-archives/docker-archive.ts"
import { EngineClient } from "./engine-client.ts"
import { whyOf } from "./engine-error.ts"
import { loadImage } from "./load-image.ts"

/** Repository and tag as engines take them (distribution reference grammar), without a registry's host. */
const TAG = /^[a-z0-9]+(?:[._-][a-z0-9]+)*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/

export interface LoadedImage {
  /** The engine's own id of it. */
  readonly id: string
  readonly tags: readonly string[]
}

/** Brings an image into the engine of this machine, called by those of its names that engines take. */
export async function loadTagged(
  env: Readonly<Record<string, string | undefined>>,
  registry: Layers,
  { digest, names }: { readonly digest: Digest; readonly names: readonly string[] },
): Promise<Result<LoadedImage>> {
  const client = new EngineClient(env)
  const tags = names.filter((name) => name.length < 256 && TAG.test(name))
  try {
    const id = await loadImage(client, registry, digest)
    for (const name of tags) {
      const colon = name.indexOf(":")
      const query = { repo: name.slice(0, colon), tag: name.slice(colon + 1) }
      await client.send("POST", `/images/${id}/tag`, { query })
    }
    return ok({ id, tags })
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure)
    return fail("engine-unavailable", `the image cannot be loaded: ${whyOf(error)}`)
  }
}
