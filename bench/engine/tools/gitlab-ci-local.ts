import { COMMAND } from "../packages.ts"
import { installed } from "../places.ts"
import { linesLike, type Tool } from "../tool.ts"
import { json } from "./npm-workspace.ts"

/** It knows no results of earlier runs. */
export const gitlabCiLocal: Tool = {
  name: "gitlab-ci-local",
  call: "`gitlab-ci-local --concurrency 2`",
  version: { npm: "gitlab-ci-local" },
  scenarios: ["cold", "cached", "leaf"],
  most: 100,
  remembers: false,
  files: (packages) => [
    [
      ".gitlab-ci.yml",
      json(
        Object.fromEntries(
          packages.map(({ name, directory, needs }) => [name, { script: [`cd ${directory} && ${COMMAND}`], needs }]),
        ),
      ),
    ],
  ],
  commands: () => [{ argv: [installed("gitlab-ci-local"), "--concurrency", "2", "--force-shell-executor"] }],
  state: [".gitlab-ci-local"],
  ran: (output) => linesLike(output, /^ PASS /),
}
