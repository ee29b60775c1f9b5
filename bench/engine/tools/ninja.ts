import { COMMAND, OUTPUT, sources } from "../packages.ts"
import { linesLike, type Tool } from "../tool.ts"

export const ninja: Tool = {
  name: "ninja",
  call: "`ninja -j2`",
  version: { argv: ["ninja", "--version"] },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) => {
    const rule = `rule build\n  command = cd $directory && ${COMMAND}\n`
    const builds = packages.map(({ directory, needs }) => {
      const inputs = [
        ...sources.map((source) => `${directory}/${source}`),
        ...needs.map((need) => `packages/${need}/${OUTPUT}`),
      ]
      return `build ${directory}/${OUTPUT}: build ${inputs.join(" ")}\n  directory = ${directory}\n`
    })
    return [["build.ninja", [rule, ...builds].join("\n")]]
  },
  commands: () => [{ argv: ["ninja", "-j2"] }],
  state: [".ninja_log", ".ninja_deps"],
  ran: (output) => (output.includes("no work to do") ? 0 : linesLike(output, /^\[\d+\/\d+\] cd packages/) || null),
}
