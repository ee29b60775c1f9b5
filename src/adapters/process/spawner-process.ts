/** The process of a `Spawner`: starts what it is told to, and ends with whoever tells it. */
import type { SpawnerAnswer, SpawnerRequest } from "./spawner-messages.ts"
import { startHere } from "./start-here.ts"

function answer(message: SpawnerAnswer): void {
  if (process.connected) process.send?.(message)
}

async function start({ id, ...request }: SpawnerRequest): Promise<void> {
  try {
    const { ended, ...started } = await startHere(request)
    answer({ kind: "started", id, ...started })
    answer({ kind: "ended", id, end: await ended })
  } catch (error) {
    answer({ kind: "not-started", id, message: error instanceof Error ? error.message : String(error) })
  }
}

process.on("message", (request: SpawnerRequest) => void start(request))
process.once("disconnect", () => process.exit())
answer({ kind: "ready" })
