import { COMMAND, OUTPUT } from "../packages.ts"
import { installed } from "../places.ts"
import { numberIn, type Tool } from "../tool.ts"
import { json } from "./npm-workspace.ts"

export const moon: Tool = {
  name: "moon",
  call: "`moon run :build --concurrency 2`",
  version: { npm: "@moonrepo/cli" },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) => [
    [".moon/workspace.yml", json({ projects: ["packages/*"], telemetry: false })],
    ...packages.map(
      ({ directory, needs }) =>
        [
          `${directory}/moon.yml`,
          json({
            dependsOn: needs,
            tasks: { build: { script: COMMAND, deps: ["^:build"], inputs: ["src/**"], outputs: [OUTPUT] } },
          }),
        ] as const,
    ),
  ],
  commands: () => [{ argv: [installed("moon"), "run", ":build", "--concurrency", "2"] }],
  state: [".moon/cache"],
  ran: (output, count) => {
    const done = numberIn(output, /Tasks: (\d+) completed/)
    return done === count ? count - (numberIn(output, /Tasks: \d+ completed \((\d+) cached/) ?? 0) : null
  },
}
