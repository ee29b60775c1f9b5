import type { Word } from "../instruction.ts"
import type { ShellCommand } from "../shell-commands.ts"
import { lineOf, type Rule } from "./rule.ts"

const INSTALL = /^(?:\S*\/)?(apt-get|apt|apk|dnf|microdnf|yum|zypper)(?: -\S+)* (?:install|add|in|groupinstall)\b/
const REMOVE =
  /^(?:\S*\/)?(?:apt-get|apt|apk|dnf|microdnf|yum|zypper)(?: -\S+)* (?:purge|remove|autoremove|del|erase|rm)\b/

/** Packages that build programs, and do not run them. */
const TOOLS =
  /^(?:gcc|g\+\+|gcc-c\+\+|clang|make|cmake|meson|ninja|ninja-build|build-essential|build-base|autoconf|automake|bison|flex|cargo|rust|rustc|go|golang|maven|gradle|openjdk-?\d*-jdk\S*|\S+-dev|\S+-devel)(?:[=~<>@]\S*)?$/

/** Images that are there to build with. */
const BUILD_IMAGES = new Set(["golang", "rust", "maven", "gradle", "gcc", "buildpack-deps", "swift", "haskell"])

/** What builds a program is not in the image that runs it. */
export const buildTools: Rule = function* ({ origin, shipped, commandsOf }) {
  const suggestion = "build in a stage of its own, and COPY --from it what runs"
  const repository =
    (origin.image ?? "")
      .replace(/[:@].*$/, "")
      .split("/")
      .at(-1) ?? ""
  if (BUILD_IMAGES.has(repository)) {
    const message = `${repository} holds a whole toolchain, and the image starts from it`
    yield { code: "build-tools-left", message, at: origin.base.at, suggestion }
  }
  for (const run of shipped.filter(({ keyword }) => keyword === "RUN")) {
    const commands = commandsOf(run)
    const removed = removalsOf(commands)
    const left = commands.flatMap((command, index) => {
      if (!INSTALL.test(lineOf(command)) || removed.all > index) return []
      const isGone = (name: string | undefined) => (removed.names.get(name ?? "") ?? -1) > index
      return isGone(groupOf(command)) ? [] : toolsOf(command).filter(({ text }) => !isGone(nameOf(text)))
    })
    const [first, ...more] = left
    if (!first) continue
    const others = more.length === 0 ? "" : ` and ${more.length} more`
    yield { code: "build-tools-left", message: `${first.text}${others} stay in the image`, at: first.at, suggestion }
  }
}

function toolsOf({ words }: ShellCommand): Word[] {
  return words.slice(1).filter(({ text }) => TOOLS.test(text))
}

interface Removals {
  /** Packages and groups, each with the place of the last command that removes it. */
  readonly names: ReadonlyMap<string, number>
  /** Place of the last command that removes all that is not needed any more; -1: there is none. */
  readonly all: number
}

function removalsOf(commands: readonly ShellCommand[]): Removals {
  const names = new Map<string, number>()
  let all = -1
  for (const [index, command] of commands.entries()) {
    const line = lineOf(command)
    if (!REMOVE.test(line)) continue
    if (/--auto-remove|autoremove/.test(line)) all = index
    for (const { text } of command.words) names.set(text, index)
  }
  return { names, all }
}

/** The name under which apk removes what it installs together. */
function groupOf({ words }: ShellCommand): string | undefined {
  const index = words.findIndex(({ text }) => text === "--virtual" || text === "-t" || text.startsWith("--virtual="))
  const option = words[index]?.text
  return option?.startsWith("--virtual=")
    ? option.slice("--virtual=".length)
    : index < 0
      ? undefined
      : words[index + 1]?.text
}

function nameOf(requested: string): string {
  return requested.replace(/[=~<>@].*$/, "")
}
