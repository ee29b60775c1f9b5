import { keepPreviousData, queryOptions } from "@tanstack/react-query"
import { api, dataOf } from "./client.ts"

/** Runs that one page of their list shows. */
export const RUNS_A_PAGE = 30

/** Lines that are read at once. */
export const LINES_A_PAGE = 500

/** Runs before this one, newest first. */
export function runsQuery(before: number | undefined) {
  const query = { limit: RUNS_A_PAGE, jobs: "false" as const, ...(before !== undefined && { before }) }
  return queryOptions({
    queryKey: ["runs", before ?? null],
    queryFn: () => dataOf(api.GET("/api/v1/runs", { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

export function runQuery(id: number) {
  return queryOptions({
    queryKey: ["run", id],
    queryFn: () => dataOf(api.GET("/api/v1/runs/{id}", { params: { path: { id } } })),
  })
}

interface JobOfRun {
  readonly run: number
  readonly job: string
}

/** A page of a job's log. One that is full never changes. */
export function linesQuery({ run, job }: JobOfRun, page: number) {
  const params = { path: { id: run, job }, query: { from: page * LINES_A_PAGE, count: LINES_A_PAGE } }
  return queryOptions({
    queryKey: ["log", run, job, "lines", page],
    queryFn: () => dataOf(api.GET("/api/v1/runs/{id}/jobs/{job}/lines", { params })),
    gcTime: 30_000,
  })
}

/** Groups and the first error of a job's log that is so long. */
export function outlineQuery({ run, job }: JobOfRun, lines: number, isWhole: boolean) {
  // Each look goes through the whole log: the longer it is, the rarer.
  const length = isWhole ? "whole" : lines < 2000 ? lines : Math.floor(lines / 5000) * 5000
  return queryOptions({
    queryKey: ["log", run, job, "outline", length],
    queryFn: () => dataOf(api.GET("/api/v1/runs/{id}/jobs/{job}/outline", { params: { path: { id: run, job } } })),
    placeholderData: keepPreviousData,
    enabled: lines > 0,
  })
}

/** Lines of a job's log that contain a text. */
export function matchesQuery({ run, job }: JobOfRun, text: string) {
  const params = { path: { id: run, job }, query: { text } }
  return queryOptions({
    queryKey: ["log", run, job, "matches", text],
    queryFn: () => dataOf(api.GET("/api/v1/runs/{id}/jobs/{job}/matches", { params })),
    enabled: text !== "",
  })
}
