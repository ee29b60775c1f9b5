import { ok, type Result } from "../../core/shared/result.ts"
import { userEnvironment } from "./git-context.ts"
import { gitOutput } from "./run-git.ts"

/** The top folder of the working tree that a folder is in; of a bare repository the repository itself. Absolute. */
export async function workTreeOf(folder: string): Promise<Result<string>> {
  const ask = ["-C", folder, "rev-parse", "--path-format=absolute"]
  const options = { directory: "/", env: userEnvironment() }
  const top = await gitOutput([...ask, "--show-toplevel"], options)
  const found = top.ok ? top : await gitOutput([...ask, "--git-dir"], options)
  return found.ok ? ok(found.value.toString("utf8").trimEnd()) : found
}
