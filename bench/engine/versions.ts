import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { toolsFolder } from "./places.ts"
import { runCommand, toolEnvironment } from "./run-command.ts"
import type { Tool } from "./tool.ts"

/** A tool's version in one line; an error if it is not on this machine. */
export async function versionOf({ version }: Tool, folder: string, signal: AbortSignal): Promise<string | Error> {
  const surroundings = { folder, env: toolEnvironment(folder), outputFile: join(folder, "version"), signal }
  try {
    if ("npm" in version) {
      const manifest = await readFile(join(toolsFolder, version.npm, "package.json"), "utf8")
      return String(JSON.parse(manifest).version)
    }
    const { output } = await runCommand(version, surroundings)
    return output.trim().split("\n")[0] ?? ""
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof Error ? error : new Error(String(error))
  }
}
