import type { Schemas } from "../../api/client.ts"
import { shortDigest } from "../../parts/short-digest.ts"
import type { Status } from "../../parts/status-mark.tsx"
import { dateAndTime } from "../../parts/times.ts"

type Trace = Schemas["ReleaseTrace"]

/** A thing in the picture of a release's way. */
export interface TraceNode {
  readonly id: string
  readonly kind: string
  /** Hostile. */
  readonly title: string
  readonly at: string
  /** Null for what has none. */
  readonly status: Status | null
}

export interface TraceGraph {
  readonly nodes: readonly TraceNode[]
  readonly edges: readonly (readonly [from: string, to: string])[]
}

/** The way of a release as a graph: commits, events, runs, images, evidence, the release, environments, approvals. */
export function traceGraph(trace: Trace): TraceGraph {
  const { release } = trace
  const nodes: TraceNode[] = []
  const edges: [string, string][] = []
  const add = (node: TraceNode, ...after: readonly string[]) => {
    nodes.push(node)
    for (const from of after) edges.push([from, node.id])
  }
  for (const { commit, subject, at } of trace.commits) {
    add({ id: commit, kind: "commit", title: subject ?? commit.slice(0, 12), at: timeOf(at), status: null })
  }
  for (const { seq, ref, commit, acceptedAt } of trace.events) {
    const event = { id: `event ${seq}`, kind: "push", title: branchOf(ref), at: timeOf(acceptedAt), status: null }
    add(event, ...trace.commits.filter((one) => one.commit === commit).map((one) => one.commit))
  }
  const builds = trace.runs.filter(({ purpose }) => purpose === "build")
  for (const { id, event, commit, createdAt, status } of builds) {
    const before = trace.events.find(({ seq }) => seq === event)
    const after = before ? `event ${before.seq}` : commit
    add({ id: `run ${id}`, kind: "run", title: `run ${id}`, at: timeOf(createdAt), status }, after)
  }
  for (const { service, image } of trace.images) {
    const node = { id: `image ${service}`, kind: "image", title: service, at: shortDigest(image), status: null }
    add(node, ...builds.map(({ id }) => `run ${id}`))
    const statements = trace.evidence.filter(({ subject }) => subject === image)
    const about = {
      id: `evidence ${service}`,
      kind: "evidence",
      title: statements.length === 1 ? "1 statement" : `${statements.length} statements`,
      at: service,
    }
    add({ ...about, status: worstOf(statements) }, `image ${service}`)
  }
  const name = trace.names.at(-1)?.name ?? shortDigest(release)
  const evidence = trace.images.map(({ service }) => `evidence ${service}`)
  add({ id: release, kind: "release", title: name, at: timeOf(trace.createdAt), status: null }, ...evidence)
  for (const environment of environmentsOf(trace)) {
    const last = trace.deployments.findLast((one) => one.environment === environment)
    const at = last ? timeOf(last.endedAt ?? last.createdAt) : "waits to enter"
    const node = { id: `environment ${environment}`, kind: "environment", title: environment, at }
    add({ ...node, status: last?.status ?? "waiting" }, release)
  }
  for (const { statement, act, person, environment, at } of trace.acts) {
    const node = { id: statement, kind: act, title: person, at: timeOf(at), status: null }
    add(node, environment === null ? release : `environment ${environment}`)
  }
  const known = new Set(nodes.map(({ id }) => id))
  return { nodes, edges: edges.filter(([from]) => known.has(from)) }
}

/** Where it is or wants to be, in the order in which it got there. */
export function environmentsOf({ deployments, promotions, acts }: Trace): readonly string[] {
  const names = [...deployments, ...promotions, ...acts].flatMap(({ environment }) => environment ?? [])
  return [...new Set(names)]
}

export function branchOf(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, "")
}

function timeOf(at: number | null): string {
  return at === null ? "" : dateAndTime(at)
}

function worstOf(statements: readonly { readonly status: Status }[]): Status | null {
  if (statements.length === 0) return null
  return statements.find(({ status }) => status !== "succeeded")?.status ?? "succeeded"
}
