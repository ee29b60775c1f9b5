import type { Definition } from "../../core/definition/schema/definition-schema.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { EnvironmentRecord } from "../../ports/store/environment-store.ts"
import type { ServerPorts } from "./server-ports.ts"

/** The environment's record, made if it is not there yet; a preview only while its definition's `limit` allows. */
export async function ensureEnvironment(
  ports: ServerPorts,
  rules: Definition,
  wanted: { readonly name: string; readonly template: string; readonly branch: string | null },
): Promise<Result<EnvironmentRecord>> {
  const existing = await ports.store.environments.get(wanted.name)
  if (existing?.state === "removing") {
    return fail("environment-exists", `'${wanted.name}' is being taken down`, { hint: "it is made anew afterwards" })
  }
  if (existing) return ok(existing)
  const ephemeral = rules.environments[wanted.template]?.ephemeral
  const now = ports.clock.now()
  if (ephemeral?.limit !== undefined) {
    const siblings = (await ports.store.environments.list()).filter(({ template }) => template === wanted.template)
    if (siblings.length >= ephemeral.limit) {
      return fail(
        "environment-limit",
        `${siblings.length} of ${ephemeral.limit} '${wanted.template}' environments exist`,
        { hint: `end one, the oldest: slipway env destroy ${oldest(siblings)}` },
      )
    }
  }
  await ports.store.environments.create({
    name: wanted.name,
    template: wanted.template,
    branch: wanted.branch,
    createdAt: now,
    expiresAt: ephemeral?.ttl === undefined ? null : now + ephemeral.ttl,
  })
  const created = await ports.store.environments.get(wanted.name)
  return created ? ok(created) : fail("store-failed", `'${wanted.name}' could not be recorded`)
}

/** One that is pinned is not the one to propose, if there is another. */
function oldest(environments: readonly EnvironmentRecord[]): string {
  const byAge = environments.toSorted((a, b) => a.createdAt - b.createdAt)
  return (byAge.find(({ kept }) => kept === null) ?? byAge[0])?.name ?? "<name>"
}
