import { createClient } from "@redis/client"
import { fail, ok, type Result } from "../../core/shared/result.ts"

const CONNECT_TIMEOUT = 10_000

/** Sends a command as it is written; answers are texts, numbers and lists of them. */
export type Send = (...command: readonly string[]) => Promise<unknown>

/** Does something with a connection, which is closed afterwards. What Redis refuses becomes a failure. */
export async function withRedis<T>(url: string, work: (send: Send) => Promise<T>): Promise<Result<T>> {
  try {
    const client = createClient({ url, RESP: 2, socket: { connectTimeout: CONNECT_TIMEOUT, reconnectStrategy: false } })
    // What breaks also fails the command under way; unheard, the event would end the process.
    client.on("error", () => undefined)
    try {
      await client.connect()
      return ok(await work((...command) => client.sendCommand([...command])))
    } finally {
      client.destroy()
    }
  } catch (error) {
    return fail("resource-unavailable", `Redis: ${error instanceof Error ? error.message : String(error)}`, {
      hint: "check that the server answers (version 6 or later), and that the URL's user may use ACL SETUSER",
    })
  }
}
