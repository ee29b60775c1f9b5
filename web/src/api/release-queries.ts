import { queryOptions } from "@tanstack/react-query"
import { api, dataOf } from "./client.ts"

/** Deployments that one page of an environment's history shows. */
export const HISTORY_A_PAGE = 20

/** By digest, version, branch or commit. */
export function traceQuery(name: string) {
  return queryOptions({
    queryKey: ["release", name],
    queryFn: () => dataOf(api.GET("/api/v1/releases/{name}/trace", { params: { path: { name } } })),
  })
}

export function evidenceQuery(digest: string) {
  return queryOptions({
    queryKey: ["evidence", digest],
    queryFn: () => dataOf(api.GET("/api/v1/images/{digest}/evidence", { params: { path: { digest } } })),
  })
}

export function environmentQuery(name: string) {
  return queryOptions({
    queryKey: ["environment", name],
    queryFn: () => dataOf(api.GET("/api/v1/environments/{name}", { params: { path: { name } } })),
  })
}

/** Deployments of an environment before this one, newest first. */
export function historyQuery(name: string, before: number | undefined) {
  const query = { limit: HISTORY_A_PAGE, ...(before !== undefined && { before }) }
  return queryOptions({
    queryKey: ["environment", name, "history", before ?? null],
    queryFn: () => dataOf(api.GET("/api/v1/environments/{name}/deployments", { params: { path: { name }, query } })),
  })
}

export function searchQuery(text: string) {
  return queryOptions({
    queryKey: ["search", text],
    queryFn: () => dataOf(api.GET("/api/v1/search", { params: { query: { text } } })),
    enabled: text !== "",
    staleTime: 0,
  })
}
