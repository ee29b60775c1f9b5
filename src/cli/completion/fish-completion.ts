import type { CompletedCommand, CompletedOption } from "./completion-tree.ts"

/** A script for fish, to be sourced. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.flatMap(({ path }) => (path === "" ? [] : [fishQuoted(path)]))
  return `# fish completion of slipway: slipway completion fish | source
function __slipway_at
    set -l at
    for word in (commandline --tokenize --cut-at-cursor --current-process)[2..]
        if contains -- (string join -- ' ' $at $word) ${paths.join(" ")}
            set -a at $word
        end
    end
    test "$at" = "$argv"
end
complete -c slipway -f
${commands.flatMap(linesOf).join("\n")}
`
}

function linesOf({ path, words, options, asks }: CompletedCommand): string[] {
  const start = `complete -c slipway -n ${fishQuoted(`__slipway_at ${path}`.trim())}`
  return [
    ...Object.entries(words).map(([word, summary]) => `${start} -a ${fishQuoted(word)} -d ${fishQuoted(summary)}`),
    ...(asks === null ? [] : [`${start} -a '(slipway ${asks} 2>/dev/null)'`]),
    ...options.map((option) => `${start} ${optionText(option)}`),
  ]
}

function optionText({ flags, summary, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  return [...names, ...valueText(value), `-d ${fishQuoted(summary)}`].join(" ")
}

function valueText(value: CompletedOption["value"]): string[] {
  if (value === "none") return []
  if (value === "any") return ["-x"]
  return value === "file" ? ["-r", "-F"] : ["-x", `-a ${fishQuoted(value.join(" "))}`]
}

/** In single quotes fish knows two escapes (fish, The fish language: Quotes). */
function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`
}
