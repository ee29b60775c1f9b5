import { fileURLToPath } from "node:url"

/** The program that masks services' logs: a source of the checkout, or a file of the bundle. */
export function maskerFile(): string {
  const name = import.meta.url.endsWith(".ts") ? "adapters/process/log-masker.ts" : "log-masker.mjs"
  return fileURLToPath(new URL(name, import.meta.url))
}
