import type { IncomingMessage, ServerResponse } from "node:http"
import { z } from "zod"
import { acceptRefChanges } from "../app/server/accept-ref-changes.ts"
import type { Dispatcher } from "../app/server/dispatcher.ts"
import type { ProposedChange } from "../app/server/proposed-change.ts"
import { reviewPush } from "../app/server/review-push.ts"
import type { ServerPorts } from "../app/server/server-ports.ts"
import { failureLines } from "./failure-lines.ts"
import { follow } from "./follow.ts"
import type { PushTable } from "./push-table.ts"
import { readBody } from "./read-body.ts"

export interface HookEndpointOptions {
  readonly ports: ServerPorts
  readonly dispatcher: Dispatcher
  readonly pushes: PushTable
}

const bodySchema = z.object({
  lines: z.array(z.string().max(4096)).max(10_000),
  environment: z.record(z.string(), z.string().optional()),
})

/** Answers git's hooks: may this push go through, and what comes of it. One JSON object a line; `exit` comes last. */
export class HookEndpoint {
  readonly #options: HookEndpointOptions

  constructor(options: HookEndpointOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const secret = /^Bearer (\w+)$/.exec(request.headers.authorization ?? "")?.[1]
    const push = secret === undefined ? undefined : this.#options.pushes.find(secret)
    if (!push) {
      response.writeHead(404).end()
      return
    }
    const body = bodySchema.parse(JSON.parse(await readBody(request, 8 * 1024 * 1024)))
    const changes = body.lines.map(parseLine)
    response.writeHead(200, { "content-type": "application/x-ndjson" })
    const say = (text: string) => response.write(`${JSON.stringify({ text })}\n`)
    const exit = request.url?.endsWith("/pre-receive")
      ? await this.#review(push.person, changes, { environment: defined(body.environment), say })
      : await this.#follow(changes, { say, response })
    response.end(`${JSON.stringify({ exit })}\n`)
  }

  async #review(
    person: string,
    changes: readonly ProposedChange[],
    { environment, say }: { environment: Record<string, string>; say: (text: string) => void },
  ): Promise<number> {
    const { ports } = this.#options
    const reviewed = await reviewPush(ports, ports.repository.withEnvironment(environment), changes)
    if (!reviewed.ok) {
      failureLines(reviewed.failure).forEach(say)
      return 1
    }
    // The very first push says which branch holds the rules.
    if (reviewed.value.head !== null) await ports.repository.setHead(reviewed.value.head)
    for (const { ref, after } of changes) await ports.store.events.recordPusher(ref, after, person)
    return 0
  }

  /** The refs have moved: whatever happens to this connection, the events are accepted first. */
  async #follow(
    changes: readonly ProposedChange[],
    { say, response }: { say: (text: string) => void; response: ServerResponse },
  ): Promise<number> {
    const { ports, dispatcher } = this.#options
    const accepted = await acceptRefChanges(ports)
    if (!accepted.ok) {
      failureLines(accepted.failure).forEach(say)
      return 0
    }
    // Another push may have accepted the events of this one: what counts is the ref's newest.
    const found = await Promise.all(changes.map(({ ref }) => ports.store.events.latestOf(ref)))
    const events = found.flatMap((event, index) => (event && event.after === changes[index]?.after ? [event] : []))
    const gone = new AbortController()
    response.on("close", () => gone.abort())
    const followed = events.map(async ({ seq }) => {
      const isSettled = () => dispatcher.isSettled(seq)
      const lines = follow(ports.progress, { topic: `event:${seq}`, isSettled, signal: gone.signal })
      for await (const line of lines) for (const part of line.split("\n")) say(part)
    })
    dispatcher.wake()
    await Promise.all(followed)
    return 0
  }
}

const NONE = /^0+$/

function parseLine(line: string): ProposedChange {
  const [before = "", after = "", ...rest] = line.split(" ")
  return { before: NONE.test(before) ? null : before, after: NONE.test(after) ? null : after, ref: rest.join(" ") }
}

function defined(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))
}
