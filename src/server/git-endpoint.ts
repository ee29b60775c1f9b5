import { spawn } from "node:child_process"
import type { IncomingMessage, ServerResponse } from "node:http"
import { pipeline } from "node:stream/promises"
import type { ServerPorts } from "../app/server/server-ports.ts"
import { authenticate } from "../app/server/tokens.ts"
import { CgiResponse } from "./cgi-response.ts"
import type { PushTable } from "./push-table.ts"

export interface GitEndpointOptions {
  readonly ports: Pick<ServerPorts, "store">
  readonly project: string
  /** Folder that holds `<project>.git`. */
  readonly root: string
  readonly pushes: PushTable
  /** Environment of `git http-backend` and so of the hooks: PATH, HOME, where the hooks find this server. */
  readonly environment: () => Readonly<Record<string, string>>
}

/** What the smart protocol asks for; everything else of the folder stays unseen. */
const PATHS = new Set(["info/refs", "git-upload-pack", "git-receive-pack"])

/** Serves `/git/<project>.git` through git's own `http-backend`. Needs a person's token, as the password. */
export class GitEndpoint {
  readonly #options: GitEndpointOptions

  constructor(options: GitEndpointOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { project } = this.#options
    const url = new URL(request.url ?? "/", "http://localhost")
    const prefix = `/git/${project}.git/`
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : ""
    if (!PATHS.has(path)) return refuse(response, 404, `there is no repository here; push to /git/${project}.git\n`)
    const person = await authenticate(this.#options.ports, passwordOf(request))
    if (!person.ok) {
      response.setHeader("WWW-Authenticate", 'Basic realm="slipway", charset="UTF-8"')
      return refuse(response, 401, `${person.failure.message}: ${person.failure.hint ?? ""}\n`)
    }
    await this.#runBackend(request, response, { path, query: url.search.slice(1), person: person.value })
  }

  async #runBackend(
    request: IncomingMessage,
    response: ServerResponse,
    { path, query, person }: { path: string; query: string; person: string },
  ): Promise<void> {
    const { root, project, pushes, environment } = this.#options
    const push = pushes.open(person)
    const child = spawn("git", ["http-backend"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...environment(),
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: `/${project}.git/${path}`,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: header(request, "content-type"),
        CONTENT_LENGTH: header(request, "content-length"),
        HTTP_CONTENT_ENCODING: header(request, "content-encoding"),
        GIT_PROTOCOL: header(request, "git-protocol"),
        REMOTE_USER: person,
        SLIPWAY_PUSH: push.secret,
      },
    })
    child.stderr.resume()
    const ended = new Promise<void>((resolve) => {
      child.on("close", () => resolve())
      child.on("error", () => resolve())
    })
    try {
      // A client that goes away leaves the backend to finish: the refs may have moved already.
      const sending = pipeline(request, child.stdin).catch(() => {})
      await new CgiResponse(response).stream(child.stdout)
      await sending
    } finally {
      await ended
      pushes.close(push)
      response.end()
    }
  }
}

function passwordOf(request: IncomingMessage): string | null {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header(request, "authorization"))
  if (!match?.[1]) return null
  const decoded = Buffer.from(match[1], "base64").toString("utf8")
  return decoded.slice(decoded.indexOf(":") + 1)
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  return Array.isArray(value) ? (value[0] ?? "") : (value ?? "")
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" })
  response.end(text)
}
