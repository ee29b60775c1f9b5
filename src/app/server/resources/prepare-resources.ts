import { resourceKinds } from "../../../core/definition/resource-variable-names.ts"
import {
  type EnvironmentResources,
  noResources,
  type ResourcePlace,
  resourceVariables,
} from "../../../core/environment/resource-variables.ts"
import type { ReleaseManifest } from "../../../core/release/release-manifest.ts"
import { fail, ok, type Result } from "../../../core/shared/result.ts"
import type { DeploymentRecord } from "../../../ports/store/environment-store.ts"
import type { ResourceRecord } from "../../../ports/store/resource-store.ts"
import type { DeployOptions } from "../deploy-options.ts"
import { templateOf } from "../judge-promotion.ts"
import { currentRules } from "../load-definitions.ts"
import type { ServerPorts } from "../server-ports.ts"
import { type NeededResource, neededResources } from "./needed-resources.ts"
import { openServer, ownerOf } from "./open-server.ts"
import { readSql, runAtCommit } from "./run-at-commit.ts"

/**
 * Makes what the services of a release need on shared servers, where the environment does not have it yet: seeded once,
 * and migrated before each release that is promoted. A rollback migrates nothing back: the old release has to work with
 * the tables of the new one, as both do while one replaces the other.
 */
export async function prepareResources(
  ports: ServerPorts,
  deployment: DeploymentRecord,
  { manifest, options }: { readonly manifest: ReleaseManifest; readonly options: DeployOptions },
): Promise<Result<EnvironmentResources>> {
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return rules
  const { definition } = rules.value
  const template = await templateOf(ports, definition, deployment.environment)
  if (template === undefined) return ok(noResources)
  const needed = neededResources(definition, template, manifest)
  if (!needed.ok) return needed
  const places = new Map<string, ResourcePlace>()
  const resources = { places, kinds: resourceKinds(definition.resources) }
  const preparation = new Preparation(ports, deployment, { resources, options })
  for (const resource of needed.value) {
    const place = await preparation.provide(resource)
    if (!place.ok) return place
    places.set(resource.name, place.value)
  }
  if (deployment.kind !== "promotion") return ok(resources)
  for (const resource of needed.value) {
    const migrated = await preparation.migrate(resource)
    if (!migrated.ok) return migrated
  }
  return ok(resources)
}

class Preparation {
  readonly #ports: ServerPorts
  readonly #deployment: DeploymentRecord
  readonly #resources: EnvironmentResources
  readonly #options: DeployOptions

  constructor(
    ports: ServerPorts,
    deployment: DeploymentRecord,
    { resources, options }: { readonly resources: EnvironmentResources; readonly options: DeployOptions },
  ) {
    this.#ports = ports
    this.#deployment = deployment
    this.#resources = resources
    this.#options = options
  }

  async provide(needed: NeededResource): Promise<Result<ResourcePlace>> {
    const { store, clock } = this.#ports
    const { environment } = this.#deployment
    const known = (await store.resources.list(environment)).find(({ resource }) => resource === needed.name)
    const { kind, isolate } = needed.definition
    const record: ResourceRecord = known ?? {
      environment,
      resource: needed.name,
      ...{ kind, isolate, secret: needed.secret, state: "making", note: null, createdAt: clock.now() },
    }
    const server = await openServer(this.#ports, record)
    if (!server.ok) return server
    const owner = ownerOf(this.#ports, record)
    if (!known) await store.resources.save(record)
    // Nobody knows how far an attempt came that was interrupted, or whose seed failed.
    const removed = known?.state === "making" ? await server.value.remove(owner) : ok(undefined)
    if (!removed.ok) return removed
    const provided = await server.value.provide(owner, { isolate: record.isolate, mustExist: record.state === "ready" })
    if (!provided.ok) return provided
    const { place } = provided.value
    if (record.state === "ready") return ok(place)
    const seeded = await this.#seed(needed, place)
    if (!seeded.ok) return seeded
    await store.resources.save({ ...record, state: "ready" })
    this.#options.say(`  ${needed.name}: ${article(record)} of its own${seeded.value}`)
    return ok(place)
  }

  async migrate({ name, definition }: NeededResource): Promise<Result<void>> {
    if (definition.kind !== "postgres" || definition.migrate === undefined) return ok(undefined)
    const place = this.#resources.places.get(name)
    if (!place) throw new Error(`${name} was not provided`)
    const { migrate, timeout } = definition
    const migrated = await this.#run(name, { command: migrate, timeout, what: `migrate of '${name}'` })
    if (migrated.ok) this.#options.say(`  ${name}: migrated`)
    return migrated
  }

  /** Says what was done, as the end of a sentence. */
  async #seed({ name, definition }: NeededResource, place: ResourcePlace): Promise<Result<string>> {
    if (definition.kind !== "postgres" || definition.seed === undefined) return ok("")
    const { seed, timeout } = definition
    if (typeof seed === "string") {
      const all = new Map([...this.#resources.places, [name, place] as const])
      const ran = await this.#run(name, { command: seed, timeout, what: `seed of '${name}'` }, all)
      return ran.ok ? ok(", seeded") : ran
    }
    const sql = await readSql(this.#ports, this.#deployment.commit, seed.sql)
    if (!sql.ok) return sql
    const ran = await this.#ports.resourceServers.runSql(place.url, sql.value)
    if (ran.ok) return ok(", seeded")
    return fail("deployment-failed", `seed of '${name}': ${seed.sql}: ${ran.failure.message}`)
  }

  #run(
    name: string,
    command: { readonly command: string; readonly timeout: number; readonly what: string },
    places: EnvironmentResources["places"] = this.#resources.places,
  ): Promise<Result<void>> {
    const { commit, environment } = this.#deployment
    const resources = { ...this.#resources, places }
    this.#options.say(`  ${name}: ${command.command}`)
    return runAtCommit(this.#ports, {
      ...command,
      commit,
      env: { ...resourceVariables(resources, null), SLIPWAY_ENVIRONMENT: environment },
      hidden: [...places.values()].map(({ password }) => password),
      signal: this.#options.signal,
    })
  }
}

function article({ kind, isolate }: ResourceRecord): string {
  if (isolate === "prefix") return kind === "redis" ? "keys with a prefix" : "tables with a prefix"
  return `a ${isolate}`
}
