import type { Digest } from "../../core/shared/digest.ts"
import type { ImageReference } from "../../core/shared/image-reference.ts"
import type { Result } from "../../core/shared/result.ts"
import { nameManifest } from "./name-manifest.ts"
import { openRegistry } from "./open-registry.ts"
import { asResult } from "./registry-failure.ts"
import { RemoteRepository } from "./remote-repository.ts"

/** Gives an image of any repository one more tag. */
export function nameInRegistry(
  { host, repository, tag, digest }: ImageReference,
  wanted: { readonly tag: string; readonly moves: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<Digest>> {
  return asResult(() => {
    const there = new RemoteRepository(openRegistry({ host }, env), { host, repository })
    return nameManifest(there, { ...wanted, of: digest ?? tag ?? "latest" })
  })
}
