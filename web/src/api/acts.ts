import { type Act, bodyOf, type Choice } from "./acts-queries.ts"
import { api, dataOf, type Schemas } from "./client.ts"

/** Where an act is done: an environment, and a release in it where it is about one. */
export interface ActPlace {
  readonly environment: string
  readonly release: string | undefined
}

/** Does what was planned. It ends when the server has taken it on; how it goes on is told by events. */
export async function perform({ act, gate }: Act, place: ActPlace, reason: string): Promise<void> {
  const { environment, release = "" } = place
  const path = { path: { name: environment } }
  const said = reason.trim() === "" ? null : reason.trim()
  const onGate = { release, environment, gate, comment: said }
  switch (act) {
    case "promote":
      return done(api.POST("/api/v1/promotions", { body: { release, environment } }))
    case "approve":
      return done(api.POST("/api/v1/approvals", { body: onGate }))
    case "revoke-approval":
      return done(api.POST("/api/v1/approvals/revoke", { body: onGate }))
    case "override":
      return done(
        api.POST("/api/v1/overrides", { body: { release, environment, gate: gate ?? "", reason: said ?? "" } }),
      )
    case "revoke-override":
      return done(
        api.POST("/api/v1/overrides/revoke", { body: { release, environment, gate: gate ?? "", reason: said ?? "" } }),
      )
    case "ask":
      return done(api.POST("/api/v1/gates/ask", { body: { release, environment, gate: gate ?? "" } }))
    case "reject":
    case "undo-reject":
      return done(
        api.POST("/api/v1/rejections", { body: { release, reason: said ?? "", undo: act === "undo-reject" } }),
      )
    case "hold":
      return done(api.POST("/api/v1/environments/{name}/hold", { params: path, body: { reason: said ?? "" } }))
    case "resume":
      return done(api.POST("/api/v1/environments/{name}/resume", { params: path }))
    case "rollback":
      return begun(
        api.POST("/api/v1/environments/{name}/rollback", {
          params: path,
          body: { reason: said },
          parseAs: "stream",
        }),
      )
    case "switch":
    case "cancel-switch": {
      const to = act === "switch" ? "next" : "nothing"
      const body = { to, reason: said } as const
      return begun(api.POST("/api/v1/environments/{name}/switch", { params: path, body, parseAs: "stream" }))
    }
    case "verify":
      return begun(api.POST("/api/v1/environments/{name}/verify", { params: path, parseAs: "stream" }))
  }
}

/** Puts a choice into its environment; the number of the promotion that it becomes. */
export async function deployChoice(choice: Choice): Promise<number> {
  const { promotion } = await dataOf(api.POST("/api/v1/deployments", { body: bodyOf(choice) }))
  return promotion.id
}

async function done(answer: Parameters<typeof dataOf>[0]): Promise<void> {
  await dataOf(answer)
}

/** The server tells of its progress until the end, which events tell of too. */
async function begun(answer: Promise<{ data?: ReadableStream | null; error?: Schemas["Failure"] }>): Promise<void> {
  const progress = await dataOf(answer)
  await progress?.cancel()
}
