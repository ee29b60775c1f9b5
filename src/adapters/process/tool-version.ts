import { execFile } from "node:child_process"
import { tmpdir } from "node:os"

/** Milliseconds after which a tool that says nothing is taken for one without a version. */
const PATIENCE = 10_000
const LONGEST = 200

/**
 * What `<tool> --version` says first, as jobs with this environment find it; `absent` where there is none, and `unknown`
 * for one that does not say.
 */
export function toolVersion(tool: string, environment: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: environment, cwd: tmpdir(), timeout: PATIENCE, maxBuffer: 1024 * 1024 }
    execFile(tool, ["--version"], options, (error, stdout, stderr) => {
      if (error && "code" in error && error.code === "ENOENT") return resolve("absent")
      const [first = ""] = `${stdout}\n${stderr}`.trim().split("\n")
      resolve(first.trim().slice(0, LONGEST) || "unknown")
    })
  })
}
