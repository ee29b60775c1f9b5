import { fail, failed, ok, type Result } from "../../core/shared/result.ts"
import type { EnvironmentRecord } from "../../ports/store/environment-store.ts"
import { currentRules } from "./load-definitions.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Pins a preview: neither its time, nor its branch, nor a merge ends it, until it is unpinned or destroyed by name. */
export async function pinPreview(
  ports: ServerPorts,
  name: string,
  { person, reason }: { readonly person: string; readonly reason: string | null },
): Promise<Result<EnvironmentRecord>> {
  const kept = `by ${person}${reason === null ? "" : `: ${reason}`}`
  return change(ports, name, { action: "pin-environment", person, detail: reason, change: { kept } })
}

/** Its time counts again: one that is over, or whose branch is gone, is taken down soon. */
export function unpinPreview(ports: ServerPorts, name: string, person: string): Promise<Result<EnvironmentRecord>> {
  return change(ports, name, { action: "unpin-environment", person, detail: null, change: { kept: null } })
}

/** Gives a preview at least so many milliseconds from now; by default what its definition says. Never shortens it. */
export async function extendPreview(
  ports: ServerPorts,
  name: string,
  { person, duration }: { readonly person: string; readonly duration: number | null },
): Promise<Result<EnvironmentRecord>> {
  const preview = await findPreview(ports, name)
  if (!preview.ok) return preview
  const { expiresAt, template } = preview.value
  if (expiresAt === null) {
    return fail("argument-invalid", `'${name}' has no time that could be extended`, {
      hint: "it lives as long as its branch",
    })
  }
  const rules = await currentRules(ports.repository)
  if (!rules.ok) return failed(rules.failure)
  const time = duration ?? rules.value.definition.environments[template]?.ephemeral?.ttl ?? 0
  const until = Math.max(expiresAt, ports.clock.now() + time)
  const detail = new Date(until).toISOString()
  return change(ports, name, { action: "extend-environment", person, detail, change: { expiresAt: until } })
}

interface Change {
  readonly action: string
  readonly person: string
  readonly detail: string | null
  readonly change: Partial<Pick<EnvironmentRecord, "kept" | "expiresAt">>
}

async function change(
  ports: ServerPorts,
  name: string,
  { action, person, detail, change }: Change,
): Promise<Result<EnvironmentRecord>> {
  const preview = await findPreview(ports, name)
  if (!preview.ok) return preview
  await ports.store.environments.update(name, change)
  await ports.store.audit.append({ at: ports.clock.now(), person, action, subject: name, detail })
  return ok({ ...preview.value, ...change })
}

async function findPreview({ store }: ServerPorts, name: string): Promise<Result<EnvironmentRecord>> {
  const environment = await store.environments.get(name)
  const previews = (await store.environments.list()).filter(({ branch }) => branch !== null)
  if (!environment) {
    return fail("environment-unknown", `there is no environment '${name}'`, {
      hint: previews.length > 0 ? `previews: ${previews.map((one) => one.name).join(", ")}` : "there is no preview",
    })
  }
  if (environment.branch === null) {
    return fail("environment-permanent", `'${name}' is a permanent environment: it does not end by itself`)
  }
  if (environment.state === "removing") {
    return fail("environment-unknown", `'${name}' is being taken down`, { hint: "push its branch again for a new one" })
  }
  return ok(environment)
}
