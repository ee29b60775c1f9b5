import { z } from "zod"
import { parseRegistryUrl } from "../../shared/image-reference.ts"

/** A registry that images are published to, one repository for each service below its address. */
export const registrySchema = z.strictObject({
  url: z
    .string()
    .max(200)
    .refine(
      (url) => parseRegistryUrl(url) !== undefined,
      "a registry is a host and a path: registry.example.com/automation",
    )
    .describe("Host and path, without https://"),
  tls: z
    .boolean()
    .optional()
    .describe("`false`: plain HTTP, for a registry in a closed network; default: TLS, except on this machine"),
  tokens: z
    .string()
    .max(260)
    .regex(/^[a-z0-9.-]+(:\d{1,5})?$/, "a host, with its port if it is not the usual one")
    .optional()
    .describe("Host that gives tokens, where that is neither the registry's own nor a domain that it belongs to"),
})

export type RegistryDefinition = z.output<typeof registrySchema>
