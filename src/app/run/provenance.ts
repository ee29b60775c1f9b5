import type { Provenance } from "../../core/evidence/statement.ts"
import { type Digest, hexOf, isDigest } from "../../core/shared/digest.ts"
import type { RunFacts } from "./run-facts.ts"
import type { JobOutcome } from "./run-outcome.ts"

export interface BuiltFrom {
  readonly service: string
  readonly inputs: Digest
  /** Who built it: the signer's name. */
  readonly builder: string
}

/** Where an image comes from, in SLSA's words: the commit, its base image, its inputs, and who built it when. */
export function provenanceOf(facts: RunFacts, ended: JobOutcome, { service, inputs, builder }: BuiltFrom): Provenance {
  const { project, ref, commit, run } = facts
  return {
    buildDefinition: {
      buildType: `https://slipway.dev/build/${facts.definition.services[service]?.image.builder ?? "node"}/v1`,
      externalParameters: { project, service, ref },
      internalParameters: { definition: ended.job.definition, inputs },
      resolvedDependencies: [
        { uri: `urn:slipway:project:${project}`, digest: { gitCommit: commit } },
        ...baseImageOf(facts, service),
        ...dockerfileBases(ended),
      ],
    },
    runDetails: {
      builder: { id: `https://slipway.dev/builder/${builder}` },
      metadata: {
        invocationId: run,
        startedOn: new Date(ended.startedAt ?? ended.endedAt).toISOString(),
        finishedOn: new Date(ended.endedAt).toISOString(),
      },
    },
  }
}

/** `node:24-alpine@sha256:...`; a base that the builder chose itself is among the inputs' facts. */
function baseImageOf({ definition }: RunFacts, service: string) {
  const image = definition.services[service]?.image
  const match = image?.builder === "node" ? /^([^@]+)@sha256:([0-9a-f]{64})$/.exec(image.base ?? "") : null
  return match?.[1] && match[2] ? [{ uri: `oci:${match[1]}`, digest: { sha256: match[2] } }] : []
}

/** What the Dockerfile starts from and copies from, by the digests that decided the image's key. */
function dockerfileBases({ fingerprint }: JobOutcome) {
  return Object.entries(fingerprint?.inputs.facts ?? {}).flatMap(([name, digest]) => {
    if (!name.startsWith("base:") || !isDigest(digest)) return []
    return [{ uri: `oci:${name.slice("base:".length).replace(/@.*$/, "")}`, digest: { sha256: hexOf(digest) } }]
  })
}
