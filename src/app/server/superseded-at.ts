import type { Digest } from "../../core/shared/digest.ts"
import type { ServerPorts } from "./server-ports.ts"

/**
 * When a newer candidate last took a release's place in the queue of an environment: what people had said to it until then
 * is void. Without an end (`-Infinity`) where none did.
 */
export async function supersededAt(ports: ServerPorts, release: Digest, environment: string): Promise<number> {
  const promotions = await ports.store.promotions.ofRelease(release)
  const times = promotions.filter((one) => one.environment === environment).flatMap((one) => one.supersededAt ?? [])
  return Math.max(...times, Number.NEGATIVE_INFINITY)
}
