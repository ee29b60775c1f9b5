import type { Plan, PlannedJob } from "../../core/plan/plan.ts"
import { Masker } from "../../core/run/masking/masker.ts"
import { weaknessOf } from "../../core/run/masking/weak-secret.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { SecretSource } from "../../ports/secret-source.ts"

/** The secrets that a plan's jobs name: each for those that name it, and hidden in all that any job says. */
export class RunSecrets {
  /** Hides all of them: what one job got, another may come to print. */
  readonly masker: Masker
  readonly #source: SecretSource | null

  /** `source`: null where there are no secrets at all. `hidden`: values to hide that no job names. */
  constructor(plan: Plan, source: SecretSource | null, hidden: readonly string[] = []) {
    this.#source = source
    const names = new Set(plan.jobs.flatMap(secretNames))
    this.masker = new Masker([...hidden, ...[...names].flatMap((name) => source?.(name) ?? [])])
  }

  /** The variables of a job, or why it cannot have one of them. */
  of(job: PlannedJob): Result<Readonly<Record<string, string>>> {
    const variables: Record<string, string> = {}
    for (const name of secretNames(job)) {
      if (!this.#source) return missing(`the secret ${name} has no source here: a server keeps no secrets yet`)
      const value = this.#source(name)
      if (value === undefined) return missing(`the secret ${name} is not set in the environment of slipway run`)
      const weakness = weaknessOf(value)
      if (weakness !== undefined) return missing(`the secret ${name} could not be kept secret: it ${weakness}`)
      variables[name] = value
    }
    return ok(variables)
  }
}

function secretNames(job: PlannedJob): readonly string[] {
  if (job.kind === "image") return job.dockerfile?.secrets ?? []
  return job.secrets
}

function missing(message: string): Result<never> {
  return fail("run-errored", message)
}
