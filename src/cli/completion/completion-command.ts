import type { Command } from "commander"
import type { CliContext } from "../cli-context.ts"
import { describeCommand } from "../help/command-help.ts"
import { addCommand } from "../help/command-list.ts"
import { bashCompletion } from "./bash-completion.ts"
import { type CompletedCommand, completionTree } from "./completion-tree.ts"
import { fishCompletion } from "./fish-completion.ts"
import { zshCompletion } from "./zsh-completion.ts"

const scripts: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

const help = {
  notes: `The script holds the names of commands and options, so that pressing Tab starts
nothing, but for services and images, which slipway is asked for. Print it again
after an update.`,
  examples: {
    "source <(slipway completion bash)": "in ~/.bashrc",
    "source <(slipway completion zsh)": "in ~/.zshrc, after compinit",
    "slipway completion fish | source": "in ~/.config/fish/config.fish",
  },
}

/** `slipway completion <shell>`: a script made from the program's own commands. They must all have been added. */
export function completionCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "completion"), help).action((shell: string) => {
    context.stdout.write(scripts[shell]?.(completionTree(program)) ?? "")
  })
}
