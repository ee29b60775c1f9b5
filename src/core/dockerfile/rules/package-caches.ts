import type { Instruction } from "../instruction.ts"
import { lineOf, type Rule } from "./rule.ts"

interface PackageCache {
  readonly name: string
  /** Commands that fill it. */
  readonly fills: RegExp
  /** ... unless they say this. */
  readonly spares?: RegExp
  /** Commands that empty it, besides removing its folder. */
  readonly empties?: RegExp
  /** Where it is. */
  readonly folder: RegExp
  /** Set, nothing is kept. */
  readonly variable?: string
  readonly fix: string
}

const caches: readonly PackageCache[] = [
  {
    name: "apt",
    fills: /^(?:\S*\/)?(?:apt-get|apt)(?: -\S+)* update\b/,
    folder: /\/var\/lib\/apt(\/|\b)/,
    fix: "end this step with: && rm -rf /var/lib/apt/lists/*",
  },
  {
    name: "apk",
    fills: /^(?:\S*\/)?apk(?: -\S+)* (?:add|update|upgrade)\b/,
    spares: / --no-cache\b/,
    empties: /^(?:\S*\/)?apk cache clean\b/,
    folder: /\/var\/cache\/apk\b/,
    fix: "say: apk add --no-cache",
  },
  ...["dnf", "microdnf", "yum"].map((name) => ({
    name,
    fills: new RegExp(`^(?:\\S*/)?${name}(?: -\\S+)* (?:install|update|upgrade|groupinstall)\\b`),
    empties: new RegExp(`^(?:\\S*/)?${name}(?: -\\S+)* clean all\\b`),
    folder: /\/var\/cache\/(?:dnf|yum)\b/,
    fix: `end this step with: && ${name} clean all`,
  })),
  {
    name: "zypper",
    fills: /^(?:\S*\/)?zypper(?: -\S+)* (?:install|in|update|up)\b/,
    empties: /^(?:\S*\/)?zypper(?: -\S+)* (?:clean|cc)\b/,
    folder: /\/var\/cache\/zypp\b/,
    fix: "end this step with: && zypper clean --all",
  },
  {
    name: "pip",
    fills: /^(?:\S*\/)?(?:pip[\d.]*|python[\d.]* -m pip) install\b/,
    spares: / --no-cache-dir\b/,
    empties: /^(?:\S*\/)?pip[\d.]* cache purge\b/,
    folder: /\.cache(?:\/pip)?\b/,
    variable: "PIP_NO_CACHE_DIR",
    fix: "say: pip install --no-cache-dir",
  },
  {
    name: "npm",
    fills: /^(?:\S*\/)?npm (?:-\S+ )*(?:ci|install|i|add)\b/,
    empties: /^(?:\S*\/)?npm cache clean\b/,
    folder: /\.npm\b/,
    fix: "mount it: RUN --mount=type=cache,target=/root/.npm, or end this step with: && npm cache clean --force",
  },
  {
    name: "yarn",
    fills: /^(?:\S*\/)?yarn(?:$| install\b| add\b| --)/,
    empties: /^(?:\S*\/)?yarn cache clean\b/,
    folder: /(?:\.cache\/yarn|\.yarn\/)/,
    fix: "end this step with: && yarn cache clean",
  },
]

/** A step that installs packages leaves no cache behind in its layer. */
export const packageCaches: Rule = function* ({ shipped, commandsOf }) {
  const variables = new Set<string>()
  for (const instruction of shipped) {
    for (const { name } of instruction.variables) variables.add(name)
    if (instruction.keyword !== "RUN") continue
    const commands = commandsOf(instruction).map((command) => ({ line: lineOf(command), at: command.words[0].at }))
    for (const cache of caches) {
      const filling = commands.find(({ line }) => cache.fills.test(line) && !cache.spares?.test(line))
      if (!filling || variables.has(cache.variable ?? "") || isMounted(instruction, cache)) continue
      if (commands.some(({ line }) => empties(line, cache))) continue
      const message = `the cache of ${cache.name} stays in this layer`
      yield { code: "package-cache-left", message, at: filling.at, suggestion: cache.fix }
    }
  }
}

function empties(line: string, { empties, folder }: PackageCache): boolean {
  return (empties?.test(line) ?? false) || (/^(?:\S*\/)?(?:rm|find) /.test(line) && folder.test(line))
}

function isMounted({ flags }: Instruction, { folder }: PackageCache): boolean {
  return flags.some(
    ({ name, value }) => name === "mount" && /\btype=(?:cache|tmpfs)\b/.test(value) && folder.test(value),
  )
}
