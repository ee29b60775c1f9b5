import { type Digest, digestOfJson } from "../shared/digest.ts"

/** How a service is started and found, whatever the environment. Part of a release's identity. */
export interface RunSpecification {
  readonly port: number
  /** Path that answers 2xx once the service is ready. */
  readonly health: string
  /** Services it talks to; each gives it `<NAME>_URL`. */
  readonly needs: readonly string[]
  /** Reachable through the environment's address. */
  readonly public: boolean
}

export interface ReleasedService {
  readonly image: Digest
  readonly run: RunSpecification
}

/**
 * What belongs together and is deployed together. Its digest is the release's identity (`architecture.md`, What is
 * proven): commits, versions and times are not part of it, so two commits with the same images are the same release.
 */
export interface ReleaseManifest {
  readonly kind: "slipway.release/v1"
  readonly project: string
  readonly services: Readonly<Record<string, ReleasedService>>
  /** Digest of the schema revision the services need; null until migrations exist. */
  readonly schema: Digest | null
}

export function releaseDigest(manifest: ReleaseManifest): Digest {
  return digestOfJson(manifest)
}
