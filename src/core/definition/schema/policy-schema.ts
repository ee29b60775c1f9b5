import { z } from "zod"

/** What `slipway check` looks for in Dockerfiles (core/dockerfile/rules), and how bad it is unless the file says otherwise. */
export const dockerfileRules = {
  "base-latest": "warning",
  "base-unpinned": "warning",
  "build-tools-left": "warning",
  "dockerignore-missing": "warning",
  "healthcheck-missing": "warning",
  "package-cache-left": "warning",
  "ports-many": "warning",
  "secret-exposed": "error",
  "user-root": "warning",
} as const satisfies Readonly<Record<string, "error" | "warning">>

export type DockerfileRule = keyof typeof dockerfileRules

const severitySchema = z.enum(["error", "warning", "off"])

function severityOf(rule: DockerfileRule, what: string) {
  return severitySchema.default(dockerfileRules[rule]).describe(what)
}

const dockerfilePolicySchema = z.strictObject({
  "base-latest": severityOf("base-latest", "An image without a tag, or `latest`"),
  "base-unpinned": severityOf("base-unpinned", "An image that is not pinned by its digest"),
  "build-tools-left": severityOf("build-tools-left", "Compilers and the like in the image itself"),
  "dockerignore-missing": severityOf("dockerignore-missing", "Files are copied, and no `.dockerignore` limits them"),
  "healthcheck-missing": severityOf("healthcheck-missing", "Nothing says how to see that it is well"),
  "package-cache-left": severityOf("package-cache-left", "Caches of apt, apk, dnf, npm, pip and others in a layer"),
  "ports-many": severityOf("ports-many", "More than one port"),
  "secret-exposed": severityOf("secret-exposed", "Secrets in variables, arguments or copied files"),
  "user-root": severityOf("user-root", "It runs as root"),
})

export const policiesSchema = z.strictObject({
  dockerfile: dockerfilePolicySchema
    .prefault({})
    .describe("What `slipway check` finds in Dockerfiles: `error`, `warning` or `off`, by its code"),
})

export type DockerfilePolicy = z.output<typeof dockerfilePolicySchema>
