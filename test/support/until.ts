import { setTimeout as wait } from "node:timers/promises"

/** Far more than anything takes that a test waits for. Milliseconds. */
const PATIENCE = 60_000

/** Looks again and again until the answer is neither undefined nor false, and returns it; throws after a minute. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + PATIENCE
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await wait(20)
  }
}
