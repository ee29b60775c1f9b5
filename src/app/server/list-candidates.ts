import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import type { WayIn } from "../../core/definition/schema/environment-schema.ts"
import { nameOf } from "../../core/routing/route-event.ts"
import type { Digest } from "../../core/shared/digest.ts"
import { matchesAny } from "../../core/shared/ref-pattern.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { PromotionRecord } from "../../ports/store/promotion-store.ts"
import { type CommitLine, commitLine } from "./compare-commits.ts"
import { definitionFor } from "./load-definitions.ts"
import { loadRejection } from "./load-rejection.ts"
import { runningDeployment } from "./plan-deployment.ts"
import { findEnvironment } from "./promote.ts"
import type { ServerPorts } from "./server-ports.ts"
import type { ReleaseDetails } from "./show-release.ts"

/** Newest releases, and deployments of an environment upstream, that are looked through. */
const LOOKED_THROUGH = 200
const MOST_CANDIDATES = 50

/** A release that could be the next to enter an environment. */
export interface Candidate extends CommitLine {
  readonly release: Digest
  readonly names: readonly string[]
  /** Why it is one, in words: `verified in uat`, `built from main`. */
  readonly sources: readonly string[]
  /** The one that is under way; null where none is. */
  readonly promotion: Pick<PromotionRecord, "id" | "state" | "note" | "person"> | null
  readonly rejected: ReleaseDetails["rejected"]
  readonly images: Readonly<Record<string, Digest>>
  /** Services that could run their mock instead; none unless people choose. */
  readonly mocks: readonly string[]
}

export interface Candidates {
  readonly environment: string
  /** Whether people choose what runs there, service by service. */
  readonly isFree: boolean
  /** What serves; null while nothing does. */
  readonly serving: Digest | null
  /** Those under way first, then by commit, newest first. */
  readonly candidates: readonly Candidate[]
}

/** What could enter an environment next: what wants in, what is verified upstream, and what its branches have built. */
export async function listCandidates(ports: ServerPorts, text: string): Promise<Result<Candidates>> {
  const found = await findEnvironment(ports, text)
  if (!found.ok) return found
  const { name, template, definition } = found.value
  const ways = definition.environments[template]?.from ?? []
  const isFree = ways.some((way) => "branch" in way && way.when?.kind === "manual")
  const serving = (await runningDeployment(ports, name))?.release ?? null
  const open = await ports.store.promotions.open(name)
  const origins = new Origins()
  for (const { release, commit } of open) origins.add({ release, commit })
  for (const way of ways) await addOrigins(ports, definition, way, origins)
  const chosen = origins.list().filter(({ release }) => isFree || release !== serving)
  const candidates: Candidate[] = []
  for (const origin of chosen.slice(0, MOST_CANDIDATES)) {
    const candidate = await candidateOf(ports, origin, { open, isFree })
    if (candidate) candidates.push(candidate)
  }
  const byState = ({ promotion }: Candidate) => (promotion ? 0 : 1)
  candidates.sort((a, b) => byState(a) - byState(b) || b.at - a.at)
  return ok({ environment: name, isFree, serving, candidates })
}

interface Origin {
  readonly release: Digest
  readonly commit: string
}

/** Releases in the order in which they were found, with what says of each that it is a candidate. */
class Origins {
  readonly #found = new Map<Digest, Origin & { readonly sources: Set<string> }>()

  add({ release, commit }: Origin, source?: string): void {
    const known = this.#found.get(release) ?? { release, commit, sources: new Set<string>() }
    if (source !== undefined) known.sources.add(source)
    this.#found.set(release, known)
  }

  list(): readonly (Origin & { readonly sources: ReadonlySet<string> })[] {
    return [...this.#found.values()]
  }
}

async function addOrigins(ports: ServerPorts, definition: Definition, way: WayIn, origins: Origins): Promise<void> {
  if ("branch" in way) return addBuilt(ports, way.branch, origins)
  const upstream = definition.environments[way.environment]
  if (!upstream || upstream.ephemeral) return
  const name = nameOf(definition, way.environment, upstream, null)
  const deployments = await ports.store.environments.deployments(name, LOOKED_THROUGH)
  for (const deployment of deployments) {
    const isWhole = (await ports.store.releases.provenance(deployment.release)).length > 0
    if (isWhole && deployment.verification === "succeeded") origins.add(deployment, `verified in ${name}`)
  }
  const running = await runningDeployment(ports, name)
  if (running && running.verification !== "succeeded") origins.add(running, `runs in ${name}, not verified`)
}

/** The newest release of each branch, and all that have a name. */
async function addBuilt({ store }: ServerPorts, patterns: readonly string[], origins: Origins): Promise<void> {
  const seen = new Set<string>()
  for (const { digest } of await store.releases.latest(LOOKED_THROUGH)) {
    const isNamed = (await store.releases.names(digest)).length > 0
    for (const { commit, ref } of await store.releases.provenance(digest)) {
      const branch = ref?.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined
      if (branch === undefined || !matchesAny(patterns, branch) || (seen.has(branch) && !isNamed)) continue
      seen.add(branch)
      origins.add({ release: digest, commit }, `built from ${branch}`)
    }
  }
}

async function candidateOf(
  ports: ServerPorts,
  { release, commit, sources }: Origin & { readonly sources: ReadonlySet<string> },
  { open, isFree }: { readonly open: readonly PromotionRecord[]; readonly isFree: boolean },
): Promise<Candidate | undefined> {
  const record = await ports.store.releases.get(release)
  const facts = await ports.repository.commit(commit)
  if (!record || !facts.ok) return undefined
  const promotion = open.find((one) => one.release === release)
  const rejection = await loadRejection(ports, release)
  const services = Object.entries(record.manifest.services)
  return {
    ...commitLine(facts.value),
    release,
    names: (await ports.store.releases.names(release)).map(({ name }) => name),
    sources: [...sources],
    promotion: promotion
      ? { id: promotion.id, state: promotion.state, note: promotion.note, person: promotion.person }
      : null,
    rejected: rejection === null || rejection.isLifted ? null : rejection,
    images: Object.fromEntries(services.map(([service, { image }]) => [service, image])),
    mocks: isFree ? await mockedServices(ports, commit) : [],
  }
}

async function mockedServices({ repository }: ServerPorts, commit: string): Promise<readonly string[]> {
  const definition = await definitionFor(repository, commit)
  if (!definition.ok) return []
  const { services } = definition.value
  return Object.keys(services).filter((service) => services[service]?.mock)
}
