import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { fail, ok, type Result } from "../core/shared/result.ts"
import type { Api } from "./api/api-context.ts"
import type { GitEndpoint } from "./git-endpoint.ts"
import type { HookEndpoint } from "./hook-endpoint.ts"
import type { WebFiles } from "./web-files.ts"

export const HOOK_BASE = "/internal/hooks"

export interface ListenOptions {
  readonly port: number
  readonly api: Api
  readonly git: GitEndpoint
  readonly hooks: HookEndpoint
  readonly web: WebFiles
  readonly onBug: (error: unknown) => void
}

/** Listens on 127.0.0.1. The git endpoint needs plain `node:http`, so that a hook's output streams live. */
export async function listen(options: ListenOptions): Promise<Result<Server>> {
  const { api, git, hooks, web, onBug, port } = options
  const answerApi = getRequestListener(api.fetch)
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      onBug(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/"
    if (path.startsWith("/git/")) return git.handle(request, response)
    if (path.startsWith(`${HOOK_BASE}/`)) return hooks.handle(request, response)
    if (path.startsWith("/api/")) return answerApi(request, response)
    await web.handle(request, response)
  }
  // A push that waits for a long run, or a followed log, sends nothing for as long as it takes.
  server.requestTimeout = 0
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const inUse = error.code === "EADDRINUSE"
      const message = inUse ? `port ${port} of 127.0.0.1 is in use` : `cannot listen on port ${port}: ${error.message}`
      resolve(fail("port-in-use", message, { hint: `is Slipway running already? else: slipway up --port <other>` }))
    })
    server.listen(port, "127.0.0.1", () => resolve(ok(server)))
  })
}
