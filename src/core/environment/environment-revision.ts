import { type Digest, digestOfJson } from "../shared/digest.ts"

/** How a release takes the place of another. */
export type RolloutStrategy =
  | { readonly kind: "rolling" }
  | {
      readonly kind: "blue-green"
      /** `manual`: a person switches, once the tests have passed. */
      readonly switch: "automatic" | "manual"
      /** Milliseconds that what served before goes on running after the switch. */
      readonly keep: number
    }

/**
 * What an environment brings to every release that runs in it. A deployment is a release × such a revision, and a
 * rollback restores the pair (`architecture.md`, What is proven).
 */
export interface EnvironmentRevision {
  readonly kind: "slipway.environment/v1"
  /** The environment's own name, e.g. `production` or `shop-1a2b3c4d`. */
  readonly environment: string
  readonly variables: Readonly<Record<string, string>>
  /** Secret name → version of its value; values are never part of it. */
  readonly secrets: Readonly<Record<string, string>>
  readonly target: { readonly name: string; readonly kind: string }
  readonly strategy: RolloutStrategy
  /** Services that run their mock, sorted; left out where none does. */
  readonly mocks?: readonly string[]
  /** Hash of the effective rules (gates, people with their roles, trust) for the way in that was taken. */
  readonly rules: Digest
}

export function environmentRevisionDigest(revision: EnvironmentRevision): Digest {
  return digestOfJson(revision)
}

/** Of all that a rollback can restore: secrets are named as they were, and have the values of today. */
export function restorableDigest({ secrets, ...rest }: EnvironmentRevision): Digest {
  return digestOfJson({ ...rest, secrets: Object.keys(secrets).sort() })
}
