import type { Command, Option } from "commander"

export interface CompletedOption {
  /** `-f`, `--file`: those that it has. */
  readonly flags: readonly string[]
  readonly summary: string
  /** What may stand behind it: words, a file, something that nobody can guess, or nothing. */
  readonly value: "none" | "any" | "file" | readonly string[]
}

/** What can be typed behind a command. */
export interface CompletedCommand {
  /** Words behind `slipway`: `env list`; empty for `slipway` itself. */
  readonly path: string
  /** Subcommands, or the words that its argument may be, each with what it does. */
  readonly words: Readonly<Record<string, string>>
  readonly options: readonly CompletedOption[]
  /** A command line that prints further words, one a line: those that only this folder knows. */
  readonly asks: string | null
}

const asks: Readonly<Record<string, string>> = {
  "image build": "image build --list",
  ...Object.fromEntries(
    ["copy", "inspect", "load", "name", "verify"].map((name) => [`image ${name}`, "image ls --quiet"]),
  ),
}

/** A program and all its subcommands, the program first. */
export function completionTree(program: Command, path = ""): readonly CompletedCommand[] {
  const help = program.createHelp()
  const subcommands = help.visibleCommands(program)
  const here: CompletedCommand = {
    path,
    words: {
      ...Object.fromEntries(subcommands.map((command) => [command.name(), command.summary() || command.description()])),
      ...Object.fromEntries(program.registeredArguments.flatMap(({ argChoices = [] }) => argChoices.map(bare))),
    },
    options: help.visibleOptions(program).map(completedOption),
    asks: asks[path] ?? null,
  }
  const below = subcommands
    .filter((command) => program.commands.includes(command))
    .flatMap((command) => completionTree(command, `${path} ${command.name()}`.trim()))
  return [here, ...below]
}

function completedOption(option: Option): CompletedOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined)
  return { flags, summary: option.description, value: kindOfValue(option) }
}

function kindOfValue({ required, optional, argChoices, flags }: Option): CompletedOption["value"] {
  if (!required && !optional) return "none"
  return argChoices ?? (flags.includes("<path>") ? "file" : "any")
}

function bare(word: string): readonly [string, string] {
  return [word, ""]
}
