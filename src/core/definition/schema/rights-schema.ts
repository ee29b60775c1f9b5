import { z } from "zod"
import { nameSchema } from "./primitives.ts"

/** Which role may do what stops or turns back releases. The owner always may. */
export const rightsSchema = z.strictObject({
  reject: nameSchema.optional().describe("Role that may bar a release everywhere; default: the owner only"),
  hold: nameSchema.optional().describe("Role that may hold and resume environments; default: everybody with a token"),
  switch: nameSchema
    .optional()
    .describe("Role that may switch, or cancel what stands by; default: everybody with a token"),
  secrets: nameSchema
    .optional()
    .describe("Role that may set and remove secrets of environments; default: the owner only"),
  rollback: nameSchema.optional().describe("Role that may roll back; default: everybody with a token"),
})

export type Rights = z.output<typeof rightsSchema>
export type Right = keyof Rights
