import { fileURLToPath } from "node:url"

/** The program that starts commands for executors: a source of the checkout, or a file of the bundle. */
export function spawnerFile(): string {
  const name = import.meta.url.endsWith(".ts") ? "adapters/process/spawner-process.ts" : "spawner-process.mjs"
  return fileURLToPath(new URL(name, import.meta.url))
}
