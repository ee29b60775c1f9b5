import type { Definition } from "../definition/schema/definition-schema.ts"
import type { JobDefinition } from "../definition/schema/job-schema.ts"
import type { SourceFile } from "../evidence/source-inputs.ts"
import { digestOfJson } from "../shared/digest.ts"
import { lockFolderOf } from "./lock-folder.ts"
import { imageJobId, type JobId, type Plan, type PlannedCommand, type PlannedImage, type PlannedJob } from "./plan.ts"

/** The jobs and image builds of a commit: everything its definition holds, in order. `files` are the commit's files. */
export function makeBuildPlan(definition: Definition, files: readonly SourceFile[]): Plan {
  return { jobs: inOrder(allJobs(definition, files)) }
}

/** The named tests, to be run against an environment, and only those jobs whose outputs they read. */
export function makeVerificationPlan(
  definition: Definition,
  files: readonly SourceFile[],
  tests: readonly string[],
): Plan {
  const available = new Map(allJobs(definition, files).map((job) => [job.id, job]))
  const wanted: PlannedJob[] = tests.flatMap((name) => testWithSetup(definition, files, name))
  const chosen = new Map(wanted.map((job) => [job.id, job]))
  for (let job = wanted.pop(); job; job = wanted.pop()) {
    for (const id of job.needs) {
      const needed = available.get(id)
      if (!needed || chosen.has(id)) continue
      chosen.set(id, needed)
      wanted.push(needed)
    }
  }
  return { jobs: inOrder([...chosen.values()]) }
}

function allJobs(definition: Definition, files: readonly SourceFile[]): PlannedJob[] {
  const planned = new Map<JobId, PlannedJob>()
  const add = (job: PlannedJob) => planned.set(job.id, job)
  for (const [name, job] of Object.entries(definition.jobs)) {
    add(plannedCommand({ id: name, owner: null, directory: ".", setup: null }, job))
  }
  for (const [owner, part] of [...Object.entries(definition.packages), ...Object.entries(definition.services)]) {
    const setup = part.setup === undefined ? null : plannedSetup(part.directory, part.setup, files)
    if (setup) add(setup)
    for (const [name, job] of Object.entries(part.jobs)) {
      add(plannedCommand({ id: `${owner}:${name}`, owner, directory: part.directory, setup: setup?.id ?? null }, job))
    }
  }
  for (const name of Object.keys(definition.services)) add(plannedImage(definition, name))
  return [...planned.values()]
}

interface Place {
  readonly id: JobId
  readonly owner: string | null
  readonly directory: string
  readonly setup: JobId | null
}

function plannedCommand(place: Place, job: JobDefinition): PlannedCommand {
  return {
    kind: "job",
    id: place.id,
    owner: place.owner,
    needs: unique([...(place.setup ? [place.setup] : []), ...job.needs.map((need) => fullId(place.owner, need))]),
    directory: job.directory ?? place.directory,
    definition: digestOfJson({ job, directory: job.directory ?? place.directory }),
    command: job.run,
    env: job.env,
    inputs: job.inputs ?? null,
    outputs: job.outputs,
    coverageReport: job.reports?.coverage ?? null,
    coverageMinimum: job.coverage?.lines ?? null,
    timeout: job.timeout,
    retries: job.retries,
    retry: job.retry,
  }
}

/** One setup per lock file and command, however many services share them. It runs where the lock file is. */
function plannedSetup(directory: string, command: string, files: readonly SourceFile[]): PlannedCommand {
  const folder = lockFolderOf(directory, files) ?? directory
  return {
    kind: "setup",
    id: `setup:${folder === "." ? "root" : folder}`,
    owner: null,
    needs: [],
    directory: folder,
    definition: digestOfJson({ setup: command, folder }),
    command,
    env: {},
    inputs: [".npmrc", "package-lock.json", "npm-shrinkwrap.json", "package.json", "**/package.json"],
    outputs: [],
    coverageReport: null,
    coverageMinimum: null,
    timeout: 30 * 60_000,
    retries: 1,
    retry: "always",
  }
}

function testWithSetup(definition: Definition, files: readonly SourceFile[], name: string): PlannedCommand[] {
  const test = definition.tests[name]
  if (!test) return []
  const setup = test.setup === undefined ? null : plannedSetup(test.directory, test.setup, files)
  const job: PlannedCommand = {
    kind: "test",
    id: `test:${name}`,
    owner: name,
    needs: unique([...(setup ? [setup.id] : []), ...test.needs]),
    directory: test.directory,
    definition: digestOfJson({ test }),
    command: test.run,
    env: {},
    inputs: null,
    outputs: [],
    coverageReport: null,
    coverageMinimum: null,
    timeout: test.timeout,
    retries: 0,
    retry: "errored",
  }
  return setup ? [setup, job] : [job]
}

function plannedImage(definition: Definition, service: string): PlannedImage {
  const { directory, image } = definition.services[service] ?? { directory: ".", image: { needs: [] } }
  return {
    kind: "image",
    id: imageJobId(service),
    owner: service,
    needs: (image.needs ?? []).map((need) => fullId(service, need)),
    directory,
    definition: digestOfJson({ image, directory }),
  }
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
