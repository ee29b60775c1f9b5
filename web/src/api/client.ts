import createClient from "openapi-fetch"
import type { components, paths } from "./schema.d.ts"

export type Schemas = components["schemas"]
export type Failure = Schemas["Failure"]["failure"]

/** What a request ended with that the server refused or could not do. */
export class RequestFailed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }

  get isSignedOut(): boolean {
    return this.failure.reason === "not-authenticated"
  }
}

let csrf: string | null = null

/** Remembers what changes have to prove themselves with; known since the session was read. */
export function rememberCsrfToken(token: string | null): void {
  csrf = token
}

/** The server's API, with the types of its own description. */
export const api = createClient<paths>()

api.use({
  onRequest({ request }) {
    if (request.method !== "GET" && csrf !== null) request.headers.set("x-slipway-csrf", csrf)
    return request
  },
})

/** The data of an answer; throws {@link RequestFailed} where there is none. */
export async function dataOf<T>(answer: Promise<{ data?: T; error?: Schemas["Failure"] }>): Promise<T> {
  const { data, error } = await answer
  if (error !== undefined) throw new RequestFailed(failureIn(error))
  return data as T
}

function failureIn(error: Partial<Schemas["Failure"]>): Failure {
  return error.failure ?? { reason: "internal", message: "the server's answer is not one of Slipway's" }
}
