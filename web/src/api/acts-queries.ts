import { queryOptions } from "@tanstack/react-query"
import { api, dataOf, type Schemas } from "./client.ts"

/** What begins the key of everything that is read again when the matrix has changed. */
export const STANDING = "standing"

/** What could enter an environment next. */
export function candidatesQuery(environment: string) {
  return queryOptions({
    queryKey: [STANDING, "candidates", environment],
    queryFn: () =>
      dataOf(api.GET("/api/v1/environments/{name}/candidates", { params: { path: { name: environment } } })),
  })
}

/** What whoever is signed in could do about an environment, and a release in it. */
export function actsQuery(environment: string, release: string | undefined) {
  const query = { environment, ...(release !== undefined && { release }) }
  return queryOptions({
    queryKey: [STANDING, "acts", query],
    queryFn: () => dataOf(api.GET("/api/v1/acts", { params: { query } })),
  })
}

/** What a promotion would do, and how the gates stand. */
export function planQuery(environment: string, release: string) {
  const query = { environment, release }
  return queryOptions({
    queryKey: [STANDING, "plan", query],
    queryFn: () => dataOf(api.GET("/api/v1/promotions/plan", { params: { query } })),
  })
}

/** What people choose in an environment that leaves it to them. */
export interface Choice {
  readonly environment: string
  readonly release: string
  /** Service → release that its image is taken from. */
  readonly services: Readonly<Record<string, string>>
  readonly mocks: readonly string[]
}

/** What a choice would do. */
export function choicePlanQuery(choice: Choice) {
  return queryOptions({
    queryKey: [STANDING, "choice", choice],
    queryFn: () => dataOf(api.POST("/api/v1/deployments/plan", { body: bodyOf(choice) })),
  })
}

export function bodyOf({ services, mocks, ...rest }: Choice) {
  return { ...rest, services: { ...services }, mocks: [...mocks] }
}

export type Act = Schemas["PlannedAct"]
