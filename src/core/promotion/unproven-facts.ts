import type { Definition } from "../definition/schema/definition-schema.ts"
import type { Plan } from "../plan/plan.ts"
import { digestOf } from "../shared/digest.ts"
import type { PromotionFacts } from "./promotion-facts.ts"

interface Unproven {
  readonly definition: Definition
  readonly plan: Plan
  readonly commit: string
  readonly author: { readonly email: string }
  readonly committer: { readonly email: string }
  /** Key of the environment the way in comes from, or null. */
  readonly upstream: string | null
  /** Versions that it has or is about to get. */
  readonly names: PromotionFacts["names"]
  readonly now: number
}

/** Facts about a release that nobody has built yet: every gate answers with what it would need. */
export function unprovenFacts(unproven: Unproven): PromotionFacts {
  const { definition, plan, commit, author, committer, upstream, names, now } = unproven
  const absent = { kind: "absent" } as const
  const image = digestOf("")
  const services = Object.entries(definition.services).map(([name, { run, needs, public: isPublic }]) => {
    const specification = { port: run.port, health: run.health, needs, public: isPublic }
    return [name, { image, run: specification }] as const
  })
  return {
    release: image,
    manifest: {
      kind: "slipway.release/v1",
      project: definition.project,
      services: Object.fromEntries(services),
      schema: null,
    },
    commit,
    jobs: plan.jobs
      .filter(({ kind }) => kind === "job")
      .map(({ id, owner }) => ({
        job: id,
        service: owner !== null && owner in definition.services ? owner : null,
        definition: "same",
        proof: absent,
        status: null,
        coverage: null,
        findings: null,
      })),
    missingJobs: [],
    images: services.map(([service]) => ({ service, image, proof: absent })),
    analysisBase: null,
    scans: services.map(([service]) => ({ service, image, proof: absent, scan: null })),
    brought: null,
    approvals: [],
    overrides: [],
    rejection: null,
    contracts: null,
    commands: [],
    soaks: [],
    upstream: upstream === null ? null : { environment: upstream, proof: absent, status: null },
    merge: null,
    reviews: null,
    hotfix: null,
    names,
    author,
    committer,
    requestedBy: null,
    now,
  }
}
