import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Definition } from "./core/definition/schema/definition-schema.ts"

/** Who owns a new server: whoever of `people` has git's `user.email` in this folder, else `owner`. */
export async function ownerOf(folder: string, people: Definition["people"]): Promise<string> {
  const email = await promisify(execFile)("git", ["-C", folder, "config", "user.email"]).then(
    ({ stdout }) => stdout.trim().toLowerCase(),
    () => "",
  )
  const person = Object.entries(people).find(([, { emails }]) => emails.some((one) => one.toLowerCase() === email))
  return person?.[0] ?? "owner"
}
