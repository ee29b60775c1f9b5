import { join } from "node:path"
import { COMMAND } from "../packages.ts"
import { floorsFolder } from "../places.ts"
import { numberIn, type Tool } from "../tool.ts"
import { json } from "./npm-workspace.ts"

/** The floor of a cold run: the same commands from a bare Node script. */
export const nodeFloor: Tool = {
  name: "node-floor",
  call: "a bare Node script that spawns the commands two at a time",
  version: { argv: ["node", "--version"] },
  scenarios: ["cold"],
  remembers: false,
  files: (packages) => {
    const indices = new Map(packages.map(({ name }, index) => [name, index]))
    const tasks = packages.map(({ directory, needs }) => ({ directory, needs: needs.map((need) => indices.get(need)) }))
    return [["tasks.json", json({ command: COMMAND, tasks })]]
  },
  commands: () => [{ argv: ["node", join(floorsFolder, "spawn-two.mjs")] }],
  state: [],
  ran: (output) => numberIn(output, /ran (\d+) tasks/),
}

/** The floor of a run that finds nothing to do: starting Node, and asking git what there is and what has changed. */
export const emptyFloor: Tool = {
  name: "empty-floor",
  call: "an empty Node script, `git ls-files -s`, `git status`, one after the other",
  version: { argv: ["git", "--version"] },
  scenarios: ["cached", "leaf"],
  remembers: false,
  files: () => [],
  commands: () => [
    { argv: ["node", join(floorsFolder, "empty.mjs")] },
    { argv: ["git", "ls-files", "-s"] },
    { argv: ["git", "status"] },
  ],
  state: [],
  ran: () => 0,
}
