import { queryOptions } from "@tanstack/react-query"
import { api, dataOf, rememberCsrfToken } from "./client.ts"

/** Who is signed in, and in which project. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    const session = await dataOf(api.GET("/api/v1/session"))
    rememberCsrfToken(session.csrf)
    return session
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
})

/** The matrix. Server-sent events say when it is to be read again. */
export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: () => dataOf(api.GET("/api/v1/status")),
})
