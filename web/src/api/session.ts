import type { QueryClient } from "@tanstack/react-query"
import { api, dataOf, rememberCsrfToken } from "./client.ts"
import { sessionQuery } from "./queries.ts"

/** Signs in with a token; the browser keeps a cookie that no script can read. */
export async function signIn(queries: QueryClient, token: string): Promise<void> {
  const session = await dataOf(api.POST("/api/v1/session", { body: { token } }))
  rememberCsrfToken(session.csrf)
  queries.setQueryData(sessionQuery.queryKey, session)
}

/** Signs out, and forgets everything that was read. */
export async function signOut(queries: QueryClient): Promise<void> {
  await dataOf(api.DELETE("/api/v1/session"))
  rememberCsrfToken(null)
  queries.clear()
}
