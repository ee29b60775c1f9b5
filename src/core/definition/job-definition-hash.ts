import { type Digest, digestOfJson } from "../shared/digest.ts"
import type { JobDefinition } from "./schema/job-schema.ts"

/** What a job takes from the service, package or test it belongs to. */
export interface JobOwner {
  readonly directory?: string | undefined
  readonly setup?: string | undefined
}

/**
 * The digest of what decides a job's result: what it runs, where, with what, and what is read from what it leaves. How
 * often it is tried, how long it may take and what runs before it are not part of it; what runs before is covered by
 * the fingerprint of its inputs. Defaults count as if they were written.
 *
 * @param owner the service or package; nothing for a job of the repository as a whole
 */
export function jobDefinitionHash(job: JobDefinition, owner: JobOwner = {}): Digest {
  const { run, env, secrets, inputs, outputs, reports, coverage } = job
  return digestOfJson({
    version: 1,
    run,
    directory: normalPath(job.directory ?? owner.directory ?? "."),
    env,
    tools: [...job.tools].sort(),
    always: job.always,
    secrets: [...secrets].sort(),
    inputs: inputs ?? null,
    outputs,
    reports: reports ?? {},
    coverage: coverage ?? null,
    in: job.in ?? null,
    ...(job.services && { services: job.services }),
    ...(job.container && { container: job.container }),
    setup: owner.setup ?? null,
  })
}

/** `./services/gateway/` and `services/gateway` are one folder. */
function normalPath(path: string): string {
  return (
    path
      .split("/")
      .filter((part) => part !== "" && part !== ".")
      .join("/") || "."
  )
}
