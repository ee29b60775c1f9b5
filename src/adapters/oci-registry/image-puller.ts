import { shortDigest } from "../../core/shared/digest.ts"
import { parseImageReference, showRepository } from "../../core/shared/image-reference.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import type { PullImage } from "../../ports/pull-image.ts"
import { OneAtATime } from "./one-at-a-time.ts"
import { openRegistry } from "./open-registry.ts"
import { pullImage } from "./pull-image.ts"
import { asResult, refusal } from "./registry-failure.ts"
import { RemoteRepository } from "./remote-repository.ts"

/** Pulls images into this registry, as the person whose environment this is. Builds that want the same one share it. */
export function imagePuller(to: ImageRegistry, env: Readonly<Record<string, string | undefined>>): PullImage {
  const pulls = new OneAtATime()
  return ({ reference, platform, log, signal }) =>
    asResult(async () => {
      const parsed = parseImageReference(reference)
      if (!parsed?.digest) throw refusal("argument-invalid", `${reference} is no image that is pinned by its digest`)
      const { host, repository, digest } = parsed
      await pulls.run(digest, async () => {
        if ((await to.readManifest(digest, platform)).ok) return
        log(`pulling ${showRepository(parsed)}@${shortDigest(digest)}`)
        const client = openRegistry({ host }, env)
        await pullImage({ from: new RemoteRepository(client, { host, repository }, signal), to, platform }, digest)
      })
    })
}
