import { COMMAND, OUTPUT, sources } from "../packages.ts"
import { linesLike, type Tool } from "../tool.ts"

/** GNU make, without the rules that it brings. */
export const make: Tool = {
  name: "make",
  call: "`make -rR -j2`",
  version: { argv: ["make", "--version"] },
  scenarios: ["cold", "cached", "leaf"],
  remembers: true,
  files: (packages) => {
    const rules = packages.map(({ directory, needs }) => {
      const inputs = [...sources.map((source) => `${directory}/${source}`), ...needs.map(outputOf)]
      return `${directory}/${OUTPUT}: ${inputs.join(" ")}\n\tcd ${directory} && ${COMMAND}\n`
    })
    const all = `all: ${packages.map(({ name }) => outputOf(name)).join(" ")}\n.PHONY: all\n`
    return [["Makefile", [all, ...rules].join("\n")]]
  },
  commands: () => [{ argv: ["make", "-rR", "-j2"] }],
  state: [],
  ran: (output) => (output.includes("Nothing to be done for 'all'") ? 0 : linesLike(output, /^cd packages/) || null),
}

function outputOf(name: string): string {
  return `packages/${name}/${OUTPUT}`
}
