import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { failureFrom, valueFrom } from "../../../test/support/assert-result.ts"
import { definitionSchema } from "../../core/definition/schema/definition-schema.ts"
import { fingerprintPlan } from "../../core/plan/fingerprint.ts"
import { makeBuildPlan } from "../../core/plan/make-plan.ts"
import type { PlannedCommand } from "../../core/plan/plan.ts"
import { type Digest, digestOf } from "../../core/shared/digest.ts"
import { ok } from "../../core/shared/result.ts"
import type { CandidatePlace, ContainerPlace } from "../../ports/containers.ts"
import type { Executor } from "../../ports/executor.ts"
import type { BuiltImage } from "../../ports/image-builder.ts"
import { openJobPlace } from "./job-place.ts"

const planned = digestOf("node:24 as it was")
const executor = (name: string): Executor => ({ name, execute: () => assert.fail("not run"), settle: async () => {} })

interface Situation {
  /** What the image has by now. */
  readonly digest?: Digest
  readonly images?: ReadonlyMap<string, BuiltImage>
}

/** Opens the place of the last job that is defined so. */
async function open(parts: object, { digest = planned, images = new Map() }: Situation = {}) {
  const plan = makeBuildPlan(definitionSchema.parse({ version: 1, project: "shop", ...parts }), [])
  const places: ContainerPlace[] = []
  const candidates: CandidatePlace[] = []
  const printed: string[] = []
  const context = {
    executor: executor("process"),
    environment: { PATH: "/bin" },
    checkout: "/checkout",
    owner: "run-1",
    images,
    fingerprints: fingerprintPlan(plan, { files: [], texts: new Map() }, () => ({ image: planned })),
    containers: {
      resolveImage: async (name: string, { log }: { log: (line: string) => void }) => {
        log(`pulling ${name}`)
        return ok({ digest, reference: `${name} as ${digest}` })
      },
      executor: (place: ContainerPlace) => {
        places.push(place)
        return executor("docker")
      },
      candidateExecutor: (place: CandidatePlace) => {
        candidates.push(place)
        return executor("docker")
      },
      folderExecutor: () => assert.fail("no folder is given away"),
      startSidecars: () => assert.fail("there are none"),
      removeOwned: async () => {},
    },
  }
  const output = async (chunk: Buffer) => void printed.push(chunk.toString())
  const channel = { signal: new AbortController().signal, output }
  const opened = await openJobPlace(plan.jobs.at(-1) as PlannedCommand, context, channel)
  return { opened, places, candidates, printed }
}

describe("where a job runs", () => {
  it("is this machine, with its environment", async () => {
    const { opened, places } = await open({ jobs: { unit: "npm test" } })
    const { executor, environment } = valueFrom(opened)
    assert.deepEqual([executor.name, environment, places], ["process", { PATH: "/bin" }, []])
  })

  it("is a container of the image it names, with nothing of this machine's environment", async () => {
    const container = { image: "node:24", cpu: 0.5, memory: "64MiB" }
    const { opened, places, printed } = await open({ jobs: { unit: { run: "npm test", container } } })
    const { executor, environment } = valueFrom(opened)
    assert.deepEqual([executor.name, environment], ["docker", {}])
    const image = `node:24 as ${planned}`
    assert.deepEqual(places, [
      { image, network: false, sidecars: null, cpu: 0.5, memory: 64 * 1024 ** 2, checkout: "/checkout" },
    ])
    assert.deepEqual(printed, ["pulling node:24\n"])
  })

  it("is the candidate of its service, whose image the run has made", async () => {
    const reports = { junit: "junit.xml", contracts: "pacts/*.json", verified: "given/*.json" }
    const component = { run: "npm test", in: "image", outputs: ["dist/**"], reports }
    const run = { port: 80 }
    const services = { web: { directory: "web", image: { builder: "node" }, run, jobs: { component } } }
    const image = { digest: digestOf("web"), facts: {} }
    const { opened, candidates } = await open({ services }, { images: new Map([["web", image]]) })
    assert.deepEqual(valueFrom(opened).environment, {})
    const collects = ["dist/**", "junit.xml", "pacts/*.json"]
    const place = { image: image.digest, checkout: "/checkout", directory: "web", collects, sidecars: null }
    assert.deepEqual(candidates, [place])
    failureFrom((await open({ services })).opened, "container-image-missing")
  })

  it("is nowhere once the tag has moved since the run was planned", async () => {
    const { opened } = await open(
      { jobs: { unit: { run: "npm test", container: "node:24" } } },
      { digest: digestOf("node:24 as it is") },
    )
    const { hint } = failureFrom(opened, "container-image-unusable")
    assert.equal(hint, "run it again, or pin the image by its digest")
  })
})
