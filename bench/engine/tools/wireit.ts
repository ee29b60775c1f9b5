import { COMMAND, OUTPUT } from "../packages.ts"
import { numberIn, type Tool } from "../tool.ts"
import { npmWorkspace } from "./npm-workspace.ts"

export const wireit: Tool = {
  name: "wireit",
  call: "`npm run build`, `WIREIT_PARALLEL=2`",
  version: { npm: "wireit" },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) =>
    npmWorkspace(packages, {
      root: {
        scripts: { build: "wireit" },
        wireit: { build: { dependencies: packages.map(({ directory }) => `./${directory}:build`) } },
      },
      member: ({ needs }) => ({
        scripts: { build: "wireit" },
        wireit: {
          build: {
            ...{ command: COMMAND, files: ["src/**"], output: [OUTPUT] },
            dependencies: needs.map((need) => `../${need}:build`),
          },
        },
      }),
    }),
  commands: () => [{ argv: ["npm", "run", "build"], env: { WIREIT_PARALLEL: "2" } }],
  state: [".wireit"],
  ran: (output) => numberIn(output, /Ran ([\d,]+) scripts? and skipped/),
}
