import assert from "node:assert/strict"
import { it } from "node:test"
import { traceGraph } from "./trace-graph.ts"

const RUN = {
  ...{ purpose: "build" as const, environment: null, deployment: null, status: "succeeded" as const, attempt: 1 },
  ...{ startedAt: 3, endedAt: 4, message: null, canceledBy: null },
}

const TRACE: Parameters<typeof traceGraph>[0] = {
  release: "sha256:r",
  createdAt: 5,
  names: [{ name: "v1.0.0", kind: "release", person: null, createdAt: 6 }],
  commits: [{ commit: "c1", author: "Ada", subject: "Pay", at: 1 }],
  events: [
    { seq: 7, ref: "refs/heads/main", commit: "c1", person: null, acceptedAt: 2, status: "handled", note: null },
  ],
  runs: [
    { ...RUN, id: 1, event: 7, ref: "refs/heads/main", commit: "c1", createdAt: 3 },
    { ...RUN, id: 2, event: null, ref: null, commit: "c1", createdAt: 3, purpose: "verification", environment: "uat" },
  ],
  images: [{ service: "web", image: "sha256:i" }],
  evidence: ["succeeded" as const, "failed" as const].map((status, index) => {
    return {
      statement: `s${index}`,
      subject: "sha256:i",
      predicateType: "scan",
      signer: "server",
      status,
      recordedAt: 4,
    }
  }),
  promotions: [
    ...["uat", "production"].map((environment, id) => {
      const about = { release: "sha256:r", commit: "c1", person: null, note: null, createdAt: 6, choice: null }
      return { id, environment, state: "waiting" as const, ...about }
    }),
  ],
  deployments: [
    {
      ...{ id: 1, environment: "uat", commit: "c1", kind: "promotion", promotion: 0, person: null },
      ...{ status: "succeeded", verification: "succeeded", createdAt: 6, endedAt: 7, message: null },
    },
  ],
  acts: [
    {
      statement: "a",
      act: "approval",
      person: "boss",
      environment: "production",
      gate: "board",
      isTakenBack: false,
      at: 8,
    },
    { statement: "x", act: "rejection", person: "boss", environment: null, gate: null, isTakenBack: false, at: 9 },
  ],
}

it("leads from commits by pushes, runs, images and evidence to the release, environments and what people said", () => {
  const { nodes, edges } = traceGraph(TRACE)
  assert.deepEqual(edges.map((edge) => edge.join(" > ")).sort(), [
    "c1 > event 7",
    "environment production > a",
    "event 7 > run 1",
    "evidence web > sha256:r",
    "image web > evidence web",
    "run 1 > image web",
    "sha256:r > environment production",
    "sha256:r > environment uat",
    "sha256:r > x",
  ])
  const statusOf = (id: string) => nodes.find((node) => node.id === id)?.status
  assert.equal(statusOf("evidence web"), "failed", "the worst of what was signed")
  assert.equal(statusOf("environment uat"), "succeeded")
  assert.equal(statusOf("environment production"), "waiting", "it is not there yet")
})

it("begins with the run where nobody has pushed, and with the release where no commit is known", () => {
  const { edges } = traceGraph({ ...TRACE, events: [] })
  assert(edges.some((edge) => edge.join(" > ") === "c1 > run 1"))
  const mixture = traceGraph({ ...TRACE, commits: [], events: [], runs: [] })
  assert.equal(mixture.edges.filter(([from]) => from.startsWith("run")).length, 0)
})
