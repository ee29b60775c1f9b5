import type { Matrix } from "./demo-server.ts"

/** Throws unless it holds: the demo claims nothing that it has not seen. */
export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`)
}

export type Column = Matrix["columns"][number]

/** The column of an environment that must be deployed and verified. */
export function verified(matrix: Matrix, environment: (column: Column) => boolean, name: string): Column {
  const column = matrix.columns.find(environment)
  if (!column?.deployed) throw new Error(`not so: something is deployed in ${name}`)
  expect(column.deployed.verification === "succeeded", `${name} is verified`)
  return column
}

/** Text of the page that a service's stable address answers with. */
export async function page(column: Column, service: string): Promise<string> {
  const url = column.cells.find((cell) => cell.service === service)?.urls.find((one) => one.includes("127.0.0.1"))
  if (!url) throw new Error(`not so: ${service} has an address in ${column.environment}`)
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  expect(response.ok, `${url} answers (it said ${response.status})`)
  return response.text()
}

export function imagesOf(column: Column): string {
  return column.cells.map(({ service, image }) => `${service}@${image}`).join(" ")
}
