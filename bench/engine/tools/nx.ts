import { COMMAND, OUTPUT } from "../packages.ts"
import { installed } from "../places.ts"
import { numberIn, type Tool } from "../tool.ts"
import { json, npmWorkspace } from "./npm-workspace.ts"

/** nx without its daemon, as in CI. */
export const nx: Tool = {
  name: "nx",
  call: "`nx run-many -t build --parallel=2`, `NX_DAEMON=false`",
  version: { npm: "nx" },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) => [
    ...npmWorkspace(packages, { member: () => ({ scripts: {} }) }),
    ...packages.map(
      ({ name, directory }) =>
        [
          `${directory}/project.json`,
          json({ name, targets: { build: { command: COMMAND, options: { cwd: directory } } } }),
        ] as const,
    ),
    ["nx.json", json(settings)],
  ],
  commands: () => [run({ NX_DAEMON: "false" })],
  state: [".nx"],
  ran: (output, count) => {
    if (!output.includes("Successfully ran target build")) return null
    return (
      count - (numberIn(output, /read the output from the cache instead of running the command for (\d+) out of/) ?? 0)
    )
  },
}

/** nx with its daemon, which has read the project before a cold run begins. */
export const nxDaemon: Tool = {
  ...nx,
  name: "nx-daemon",
  call: "`nx run-many -t build --parallel=2`, its daemon running",
  commands: () => [run({ NX_DAEMON: "true" })],
  beforeCold: [
    { argv: [installed("nx"), "reset"], env: { NX_DAEMON: "true" } },
    { argv: [installed("nx"), "show", "projects"], env: { NX_DAEMON: "true" } },
  ],
  stop: { argv: [installed("nx"), "daemon", "--stop"] },
}

/** The cache is the project's own: by default projects of one git remote share one in the home folder. */
const settings = {
  cacheDirectory: ".nx/cache",
  neverConnectToCloud: true,
  analytics: false,
  targetDefaults: { build: { cache: true, dependsOn: ["^build"], outputs: [`{projectRoot}/${OUTPUT}`] } },
}

function run(env: Readonly<Record<string, string>>) {
  return { argv: [installed("nx"), "run-many", "-t", "build", "--parallel=2"] as const, env }
}
