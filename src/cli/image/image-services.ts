import { loadDefinition } from "../../app/load-definition.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { CliContext } from "../cli-context.ts"

/** Services of the definition here, each of which has an image. */
export async function imageServices({ cwd, readText }: CliContext): Promise<Result<readonly string[]>> {
  const loaded = await loadDefinition({ cwd }, readText)
  return loaded.ok ? ok(Object.keys(loaded.value.definition.services)) : loaded
}

/** What is said where nobody said which service. */
export async function serviceMissing(context: CliContext): Promise<Result<never>> {
  const services = await imageServices(context)
  if (!services.ok) return services
  const hint = services.value.length === 0 ? "slipway.yaml has none" : `there are: ${services.value.join(", ")}`
  return fail("argument-invalid", "say which service's image", { hint })
}
