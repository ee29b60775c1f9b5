import { nameOf } from "../../core/routing/route-event.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Something that was found, and what people need to know it again. All texts are hostile. */
export interface Found {
  readonly kind: "environment" | "service" | "release" | "branch" | "run"
  readonly name: string
  readonly detail: string
  /** What to look it up by: a name, a digest, the number of a run; of a service an environment with it, or nothing. */
  readonly id: string
}

/** Of each kind; the rest is found by typing more. */
const MOST = 6

/** Things whose names contain a text, and releases and runs whose digests, commits or numbers begin with it. */
export async function search(ports: ServerPorts, text: string): Promise<readonly Found[]> {
  const wanted = text.trim().toLowerCase()
  if (wanted === "") return []
  const parts = [environments, services, releases, branches, runs]
  return (await Promise.all(parts.map((part) => part(ports, wanted)))).flatMap((found) => found.slice(0, MOST))
}

async function environments({ store, repository }: ServerPorts, wanted: string): Promise<readonly Found[]> {
  const rules = await currentRules(repository)
  const existing = await store.environments.list()
  const definition = rules.ok ? rules.value.definition : undefined
  const permanent = Object.entries(definition?.environments ?? {}).flatMap(([key, environment]) =>
    definition && !environment.ephemeral ? [nameOf(definition, key, environment, null)] : [],
  )
  const others = existing.filter(({ name }) => !permanent.includes(name))
  return [
    ...permanent.map((name) => ({ name, branch: null })),
    ...others.map(({ name, branch }) => ({ name, branch })),
  ].flatMap(({ name, branch }) => {
    if (!contains(name, wanted) && !contains(branch ?? "", wanted)) return []
    return [{ kind: "environment", name, detail: branch === null ? "" : `preview of ${branch}`, id: name }]
  })
}

async function services({ store, repository }: ServerPorts, wanted: string): Promise<readonly Found[]> {
  const rules = await currentRules(repository)
  const found = Object.keys(rules.ok ? rules.value.definition.services : {}).filter((name) => contains(name, wanted))
  const running = found.length === 0 ? [] : await store.environments.instances()
  return found.map((name) => {
    const places = [...new Set(running.filter(({ service }) => service === name).map(({ environment }) => environment))]
    const detail = places.length === 0 ? "runs nowhere" : `runs in ${places.slice(0, MOST).join(", ")}`
    return { kind: "service", name, detail, id: places[0] ?? "" }
  })
}

async function releases({ store }: ServerPorts, wanted: string): Promise<readonly Found[]> {
  const named = await store.releases.searchNames(wanted, MOST)
  const hex = wanted.replace(/^sha256:/, "")
  const byDigest = /^[0-9a-f]{4,64}$/.test(hex) ? await store.releases.byPrefix(hex) : []
  return [
    ...named.map(({ name, release, commit }) => ({
      kind: "release" as const,
      name,
      detail: `commit ${commit.slice(0, 12)}`,
      id: release,
    })),
    ...byDigest.map(({ digest }) => ({ kind: "release" as const, name: digest.slice(7, 19), detail: "", id: digest })),
  ]
}

async function branches({ store }: ServerPorts, wanted: string): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const [ref, object] of await store.events.refs()) {
    const branch = /^refs\/heads\/(.+)$/s.exec(ref)?.[1]
    if (branch === undefined || !contains(branch, wanted)) continue
    const [built] = await store.releases.byCommit(object)
    if (built) found.push({ kind: "branch", name: branch, detail: `commit ${object.slice(0, 12)}`, id: built.release })
    if (found.length === MOST) break
  }
  return found
}

async function runs({ store }: ServerPorts, wanted: string): Promise<readonly Found[]> {
  const number = /^#?(\d{1,9})$/.exec(wanted)?.[1]
  const numbered = number === undefined ? undefined : await store.runs.get(Number(number))
  const others = wanted.length < 2 ? [] : await store.runs.search(wanted, MOST)
  const found = [...(numbered ? [numbered] : []), ...others.filter(({ id }) => id !== numbered?.id)]
  return found.map(({ id, ref, environment, purpose, status }) => ({
    kind: "run",
    name: `run ${id}`,
    detail: `${ref?.replace(/^refs\/(heads|tags)\//, "") ?? environment ?? purpose}, ${status}`,
    id: String(id),
  }))
}

function contains(name: string, wanted: string): boolean {
  return name.toLowerCase().includes(wanted)
}
