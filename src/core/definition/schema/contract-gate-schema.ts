import { z } from "zod"

/** What a gate asks of the contracts between services. */
export const contractGateSchema = z.strictObject({
  deployed: z
    .boolean()
    .default(true)
    .describe("Whether a provider that changes must also do what the consumers that run there now expect of it"),
  outside: z
    .array(z.string().min(1).max(100))
    .max(100)
    .default([])
    .describe("Providers that are no services here: nobody can verify here what is expected of them"),
})

export type ContractRule = z.output<typeof contractGateSchema>
