import type { CompletedCommand } from "./completion-tree.ts"
import { quoted } from "./quoted.ts"

/** A script for zsh, to be sourced once `compinit` has run, or put into a folder of `fpath` as `_slipway`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.flatMap(({ path }) => (path === "" ? [] : [quoted(path)]))
  return `#compdef slipway
# zsh completion of slipway: source <(slipway completion zsh)
_slipway() {
  local at='' word
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$word" in
      (${paths.join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  case "\${at:+$at }\${words[CURRENT-1]}" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$at:\${words[CURRENT][1]}" in
${commands.flatMap(wordCases).join("\n")}
  esac
  _describe slipway offered
}
compdef _slipway slipway
`
}

/** What may stand behind an option that takes a value. */
function valueCases({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === "none") return []
    const pattern = flags.map((flag) => quoted(`${path} ${flag}`.trim())).join("|")
    if (value === "file") return [`    (${pattern}) _files; return ;;`]
    return [`    (${pattern}) ${value === "any" ? "" : `compadd -- ${value.join(" ")}; `}return ;;`]
  })
}

function wordCases({ path, words, options, asks }: CompletedCommand): string[] {
  const flags = options.flatMap(({ flags, summary }) => flags.map((flag) => described(flag, summary)))
  const offered = Object.entries(words).map(([word, summary]) => described(word, summary))
  return [
    `    (${quoted(`${path}:-`)}) offered=(${flags.join(" ")}) ;;`,
    `    (${quoted(`${path}:`)}*) ${asks === null ? `offered=(${offered.join(" ")})` : askedText(asks)} ;;`,
  ]
}

/** A colon in what is offered would part it from what it says. */
function askedText(asks: string): string {
  return `offered=(\${(f)"$(slipway ${asks} 2>/dev/null)"}); offered=("\${(@)offered//:/\\:}")`
}

function described(word: string, summary: string): string {
  return quoted(summary === "" ? word : `${word}:${summary}`)
}
