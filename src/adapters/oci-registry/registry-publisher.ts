import type { Digest } from "../../core/shared/digest.ts"
import { hexOf } from "../../core/shared/digest.ts"
import type { Result } from "../../core/shared/result.ts"
import type { ImagePublisher, PublishedImage, PublishRequest } from "../../ports/image-publisher.ts"
import type { ImageRegistry } from "../../ports/image-registry.ts"
import { copyManifest } from "./copy-manifest.ts"
import { Whereabouts } from "./copy-parts.ts"
import { copyReferrers } from "./copy-referrers.ts"
import { OneAtATime } from "./one-at-a-time.ts"
import type { RegistryClient } from "./registry-client.ts"
import { asResult } from "./registry-failure.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { requireTag } from "./require-tag.ts"

export interface PublisherOptions {
  readonly client: RegistryClient
  /** Path of the project in the registry; empty: none. */
  readonly prefix: string
  /** Where images are published from. */
  readonly from: ImageRegistry
  /** All services of the project: their repositories may share layers. */
  readonly services: readonly string[]
}

/** Publishes into one repository for each service, below the registry's address. */
export class RegistryPublisher implements ImagePublisher {
  readonly url: string
  readonly #options: PublisherOptions
  readonly #whereabouts: Whereabouts
  /** Lists of referrers and free names are read before they are written. */
  readonly #changes = new OneAtATime()

  constructor(options: PublisherOptions) {
    this.#options = options
    this.url = [options.client.host, options.prefix].filter((part) => part !== "").join("/")
    this.#whereabouts = new Whereabouts(options.services.map((service) => this.#nameOf(service)))
  }

  publish({ service, image, tag, moves, beside, signal }: PublishRequest): Promise<Result<PublishedImage>> {
    const to = this.#repository(service, signal)
    const transfer = { sent: 0, bytes: 0, mounted: 0 }
    const copy = { from: this.#options.from, to, whereabouts: this.#whereabouts, transfer }
    return asResult(() =>
      this.#changes.run(service, async () => {
        requireTag(tag)
        await copyManifest(copy, image, { tag, moves })
        let statements = await copyReferrers(copy, image)
        for (const artifact of beside) {
          await copyManifest(copy, artifact, { tag: releaseTag(artifact), moves: true })
          statements += await copyReferrers(copy, artifact)
        }
        return { reference: `${to.shown}:${tag}`, image, ...transfer, statements }
      }),
    )
  }

  find(service: string, tag: string): Promise<Result<Digest | null>> {
    return asResult(async () => (await this.#repository(service).digestOf(tag)) ?? null)
  }

  #nameOf(service: string): string {
    return [this.#options.prefix, service].filter((part) => part !== "").join("/")
  }

  #repository(service: string, signal?: AbortSignal): RemoteRepository {
    const { client } = this.#options
    return new RemoteRepository(client, { host: client.host, repository: this.#nameOf(service) }, signal)
  }
}

/** Registries remove what no tag names. */
function releaseTag(artifact: Digest): string {
  return `release-${hexOf(artifact).slice(0, 12)}`
}
