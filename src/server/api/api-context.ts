import { OpenAPIHono } from "@hono/zod-openapi"
import type { Context } from "hono"
import type { Dispatcher } from "../../app/server/dispatcher.ts"
import type { ServerPorts } from "../../app/server/server-ports.ts"
import type { StatusWatch } from "../../app/server/status-watch.ts"
import { type Failure, failureReasons } from "../../core/shared/failure.ts"

/** What the API's handlers work with. */
export interface ApiContext {
  readonly ports: ServerPorts
  readonly dispatcher: Dispatcher
  /** Ends the server, services included; answers first. */
  readonly shutDown: () => void
  /** What sessions of browsers are sealed with. */
  readonly sessionKey: Buffer
  readonly statusWatch: StatusWatch
}

export interface ApiVariables {
  readonly Variables: { person: string }
}

export type Api = OpenAPIHono<ApiVariables>

/** A part of the API: bad requests answer like every other failure. */
export function newApi(): Api {
  return new OpenAPIHono<ApiVariables>({
    defaultHook: (result, c) => {
      if (result.success) return
      const [issue] = result.error.issues
      const message = issue ? `${issue.path.join(".") || "the request"}: ${issue.message}` : "the request is not valid"
      return answerFailure(c, { reason: "argument-invalid", message })
    },
  })
}

/** HTTP status of a failure: who you are, what you may, what does not exist, what is refused, what nobody can tell. */
function httpStatusOf({ reason }: Failure): 400 | 401 | 403 | 404 | 409 | 500 {
  if (reason === "not-authenticated") return 401
  if (reason === "not-authorized") return 403
  if (reason.endsWith("-unknown")) return 404
  const kind = failureReasons[reason]
  return kind === "invalid" ? 400 : kind === "refused" ? 409 : 500
}

export function answerFailure(c: Context, failure: Failure): Response {
  return c.json({ failure }, httpStatusOf(failure))
}
