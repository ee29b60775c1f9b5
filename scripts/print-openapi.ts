import type { ApiContext } from "../src/server/api/api-context.ts"
import { API_BASE, createApi } from "../src/server/api/create-api.ts"

/** Prints the description of the HTTP API. It follows from the routes alone: none of them is asked for anything. */
const unused = { ports: {}, sessionKey: Buffer.alloc(0) } as ApiContext
const api = createApi(unused, (error) => {
  throw error
})
process.stdout.write(await (await api.request(`${API_BASE}/openapi.json`)).text())
