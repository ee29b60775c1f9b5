import { join } from "node:path"
import { arch } from "node:process"
import { OUTPUT } from "../packages.ts"
import { floorsFolder, installed, toolsFolder } from "../places.ts"
import { numberIn, type Tool } from "../tool.ts"
import { json, npmWorkspace } from "./npm-workspace.ts"

const argumentsOfRun = ["run", "build", "--concurrency=2"]

/** turbo as users call it: through the program that npm links, with npm starting every task. */
export const turbo: Tool = {
  name: "turbo",
  call: "`turbo run build --concurrency=2`",
  version: { npm: "turbo" },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) => [
    ...npmWorkspace(packages),
    ["turbo.json", json({ tasks: { build: { dependsOn: ["^build"], outputs: [OUTPUT] } } })],
  ],
  commands: () => [{ argv: [installed("turbo"), ...argumentsOfRun] }],
  state: [".turbo"],
  ran: (output, count) => {
    const cached = numberIn(output, /Cached:\s+(\d+) cached, \d+ total/)
    return cached === null || numberIn(output, /Tasks:\s+(\d+) successful/) !== count ? null : count - cached
  },
}

/** turbo's best case: its own binary, and in npm's place a stub that runs the task's command. */
export const turboBinary: Tool = {
  ...turbo,
  name: "turbo-binary",
  call: "turbo's native binary, a stub in npm's place",
  commands: () => [
    {
      argv: [join(toolsFolder, "@turbo", `linux-${arch === "x64" ? "64" : arch}`, "bin", "turbo"), ...argumentsOfRun],
      env: { PATH: `${floorsFolder}:${process.env.PATH}` },
    },
  ],
}
