import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { EnvironmentRecord } from "../../ports/store/environment-store.ts"
import { ensureEnvironment } from "./ensure-environment.ts"
import { findEnvironment } from "./promote.ts"
import { requireRight } from "./require-right.ts"
import type { ServerPorts } from "./server-ports.ts"

/** An environment that is held, and what is still on its way into it. */
export interface Held {
  readonly environment: string
  readonly pinned: string
  /** The deployment that had begun before; null where none had. It goes on. */
  readonly underWay: number | null
}

/** Pins an environment: no promotion enters until a person resumes. A deployment that has begun is not stopped. */
export async function hold(
  ports: ServerPorts,
  { environment, reason, person }: { readonly environment: string; readonly reason: string; readonly person: string },
): Promise<Result<Held>> {
  if (reason.trim() === "") return fail("argument-invalid", "a hold needs a reason", { hint: '--reason "..."' })
  const found = await pinnable(ports, environment, person)
  if (!found.ok) return found
  const { name } = found.value
  const pinned = `held by ${person}: ${reason}`
  return ports.store.transaction(async (store) => {
    await store.environments.update(name, { pinned })
    await store.audit.append({ at: ports.clock.now(), person, action: "hold", subject: name, detail: reason })
    const unfinished = await store.environments.unfinishedDeployments()
    const underWay = unfinished.find((one) => one.environment === name)?.id ?? null
    return ok({ environment: name, pinned, underWay })
  })
}

/** Lifts the pin: promotions that wait may go ahead. */
export async function resume(ports: ServerPorts, environment: string, person: string): Promise<Result<void>> {
  const found = await pinnable(ports, environment, person)
  if (!found.ok) return found
  const { name } = found.value
  return ports.store.transaction(async (store) => {
    const detail = (await store.environments.get(name))?.pinned ?? null
    await store.environments.update(name, { pinned: null })
    await store.audit.append({ at: ports.clock.now(), person, action: "resume", subject: name, detail })
    return ok(undefined)
  })
}

/** The environment's record, for who may hold and resume; a permanent one may be held before anything runs there. */
async function pinnable(ports: ServerPorts, text: string, person: string): Promise<Result<EnvironmentRecord>> {
  const allowed = await requireRight(ports, person, "hold")
  if (!allowed.ok) return allowed
  const found = await findEnvironment(ports, text)
  if (!found.ok) return found
  const { name, template, definition } = found.value
  const branch = (await ports.store.environments.get(name))?.branch ?? null
  return ensureEnvironment(ports, definition, { name, template, branch })
}
