import type { CompletedCommand } from "./completion-tree.ts"
import { quoted } from "./quoted.ts"

/** A script for bash, to be sourced. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.flatMap(({ path }) => (path === "" ? [] : [quoted(path)]))
  return `# bash completion of slipway: source <(slipway completion bash)
_slipway() {
  local line=\${COMP_LINE:0:COMP_POINT} at='' words='' options='' word
  local current=\${line##*[[:space:]]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${at:+$at }$word" in
      ${paths.join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  COMPREPLY=()
  case "\${at:+$at }\${COMP_WORDS[COMP_CWORD-1]}" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$at" in
${commands.map(wordCase).join("\n")}
  esac
  if [[ $current == -* ]]; then words=$options; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # To readline a colon begins another word.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then COMPREPLY=("\${COMPREPLY[@]#"\${current%:*}:"}"); fi
}
complete -F _slipway slipway
`
}

/** What may stand behind an option that takes a value. */
function valueCases({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === "none") return []
    const pattern = flags.map((flag) => quoted(`${path} ${flag}`.trim())).join("|")
    if (value === "file") return [`    ${pattern}) COMPREPLY=($(compgen -f -- "$current")); return ;;`]
    const words = value === "any" ? "" : value.join(" ")
    return [`    ${pattern}) COMPREPLY=($(compgen -W ${quoted(words)} -- "$current")); return ;;`]
  })
}

function wordCase({ path, words, options, asks }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags)
  return `    ${quoted(path)}) words=${asks === null ? quoted(Object.keys(words).join(" ")) : `$(slipway ${asks} 2>/dev/null)`} options=${quoted(flags.join(" "))} ;;`
}
