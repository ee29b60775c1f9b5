import { BASE } from "../definition/base-container.ts"
import { jobDefinitionHash } from "../definition/job-definition-hash.ts"
import type { Definition } from "../definition/schema/definition-schema.ts"
import type { JobDefinition } from "../definition/schema/job-schema.ts"
import type { TestDefinition } from "../definition/schema/service-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import { dockerfileRequest } from "../image/dockerfile-request.ts"
import { digestOfJson } from "../shared/digest.ts"
import {
  imageJobId,
  type JobId,
  noReports,
  type Plan,
  type PlannedCommand,
  type PlannedImage,
  type PlannedJob,
} from "./plan.ts"
import { plannedContainer, plannedSidecars } from "./plan-container.ts"
import { plannedScan } from "./plan-scan.ts"
import { planSetups, type SetupOwner } from "./plan-setups.ts"

/**
 * The jobs and image builds of a commit: everything its definition holds, in order, but what runs once it is deployed.
 * `files` are the commit's files.
 */
export function makeBuildPlan(definition: Definition, files: readonly SourceFile[]): Plan {
  const deployed = Object.keys(definition.jobs).filter((name) => definition.jobs[name]?.on !== undefined)
  return { jobs: inOrder(allJobs(definition, files, []).filter(({ id }) => !deployed.includes(id))) }
}

/** The named tests, to be run against an environment, and only those jobs whose outputs they read. */
export function makeVerificationPlan(
  definition: Definition,
  files: readonly SourceFile[],
  tests: readonly string[],
): Plan {
  return { jobs: chosen(allJobs(definition, files, tests), tests.map(testJobId)) }
}

/** The named jobs of the repository, to be run once an environment is deployed and verified; they find what tests find. */
export function makeAfterPlan(definition: Definition, files: readonly SourceFile[], names: readonly string[]): Plan {
  const jobs = allJobs(definition, files, [])
  const asTests = jobs.map((job) =>
    job.kind === "job" && names.includes(job.id) ? { ...job, kind: "test" as const } : job,
  )
  return { jobs: chosen(asTests, names) }
}

/** Jobs with all that they need, in order. */
function chosen(jobs: readonly PlannedJob[], ids: readonly JobId[]): readonly PlannedJob[] {
  const available = new Map(jobs.map((job) => [job.id, job]))
  const found = new Set<PlannedJob>()
  const choose = (id: JobId): void => {
    const job = available.get(id)
    if (!job || found.has(job)) return
    found.add(job)
    job.needs.forEach(choose)
  }
  ids.forEach(choose)
  return inOrder([...found])
}

function allJobs(definition: Definition, files: readonly SourceFile[], tests: readonly string[]): PlannedJob[] {
  const planned = new Map<JobId, PlannedJob>()
  const add = (job: PlannedJob) => planned.set(job.id, job)
  const parts = [...Object.entries(definition.packages), ...Object.entries(definition.services)]
  const named = Object.entries(definition.tests).filter(([name]) => tests.includes(name))
  const setupOf = planSetups(
    [...parts, ...named].map(([, owner]) => owner),
    files,
  )
  for (const [name, job] of Object.entries(definition.jobs)) {
    add(plannedCommand({ id: name, owner: null, part: { directory: "." }, setup: null }, job))
  }
  for (const [owner, part] of parts) {
    const setup = setupOf(part)
    if (setup) add(setup)
    for (const [name, job] of Object.entries(part.jobs)) {
      add(plannedCommand({ id: `${owner}:${name}`, owner, part, setup: setup?.id ?? null }, job))
    }
  }
  for (const name of Object.keys(definition.services)) {
    add(plannedImage(definition, name))
    if (definition.scanner) add(plannedScan(name, definition.scanner))
  }
  for (const [name, test] of named) {
    const setup = setupOf(test)
    if (setup) add(setup)
    add(plannedTest(name, test, setup?.id ?? null))
  }
  return [...planned.values()]
}

interface Place {
  readonly id: JobId
  readonly owner: string | null
  /** The package or service it belongs to; the repository itself for its own jobs. */
  readonly part: SetupOwner
  readonly setup: JobId | null
}

function plannedCommand(place: Place, job: JobDefinition): PlannedCommand {
  return {
    kind: "job",
    id: place.id,
    owner: place.owner,
    needs: unique([
      ...(place.setup ? [place.setup] : []),
      ...(job.in === "image" && place.owner !== null ? [imageJobId(place.owner)] : []),
      ...job.needs.map((need) => fullId(place.owner, need)),
    ]),
    directory: job.directory ?? place.part.directory,
    definition: jobDefinitionHash(job, place.part),
    command: job.run,
    container: job.container ? plannedContainer(job.container) : null,
    sidecars: plannedSidecars(job.services ?? {}),
    inImage: job.in === "image",
    env: job.env,
    tools: job.tools,
    secrets: job.secrets,
    inputs: job.inputs ?? null,
    outputs: job.outputs,
    reports: {
      junit: job.reports?.junit ?? null,
      coverage: job.reports?.coverage ?? null,
      sarif: job.reports?.sarif ?? null,
      contracts: job.reports?.contracts ?? null,
      verified: job.reports?.verified ?? null,
    },
    coverageMinimum: job.coverage?.lines ?? null,
    timeout: job.timeout,
    retries: job.retries,
    retry: job.retry,
    always: job.always,
  }
}

function plannedTest(name: string, test: TestDefinition, setup: JobId | null): PlannedCommand {
  return {
    kind: "test",
    id: testJobId(name),
    owner: name,
    needs: unique([...(setup ? [setup] : []), ...test.needs]),
    directory: test.directory,
    definition: digestOfJson({ test }),
    command: test.run,
    container: null,
    sidecars: [],
    inImage: false,
    env: {},
    tools: [],
    secrets: [],
    inputs: null,
    outputs: [],
    reports: noReports,
    coverageMinimum: null,
    timeout: test.timeout,
    retries: 0,
    retry: "errored",
    always: false,
  }
}

function plannedImage(definition: Definition, service: string): PlannedImage {
  const found = definition.services[service]
  const { directory, image } = found ?? { directory: ".", image: { builder: null, needs: [] } }
  const container = image.builder === "node" ? image.container : undefined
  const request =
    image.builder === "node"
      ? { directory, files: image.files ?? null, platform: image.platform, runsScripts: container !== undefined }
      : null
  return {
    kind: "image",
    id: imageJobId(service),
    owner: service,
    needs: (image.needs ?? []).map((need) => fullId(service, need)),
    directory,
    definition: digestOfJson({ image, directory, port: found?.run.port }),
    image: request,
    dockerfile: image.builder === "dockerfile" ? dockerfileRequest(directory, image) : null,
    container: container === undefined || container.image === BASE ? null : container.image,
  }
}

function testJobId(name: string): JobId {
  return `test:${name}`
}

function fullId(owner: string | null, reference: string): JobId {
  return reference.includes(":") || owner === null ? reference : `${owner}:${reference}`
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)]
}

/** Depth first from each job; a cycle was refused with the definition (`job-cycle`). */
function inOrder(jobs: readonly PlannedJob[]): readonly PlannedJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const ordered = new Set<PlannedJob>()
  const place = (job: PlannedJob) => {
    if (ordered.has(job)) return
    for (const id of job.needs) {
      const needed = byId.get(id)
      if (needed) place(needed)
    }
    ordered.add(job)
  }
  jobs.forEach(place)
  return [...ordered]
}
