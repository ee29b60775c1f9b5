import { Command } from "commander"
import packageJson from "../../package.json" with { type: "json" }
import type { CliContext } from "./cli-context.ts"
import type { CliHosts } from "./cli-hosts.ts"
import { exitStatuses, exitStatusLines } from "./help/command-help.ts"
import { addCommand, type CommandName, commandNames, HELP_GROUP } from "./help/command-list.ts"
import { loadCommand } from "./load-command.ts"
import { painter } from "./paint.ts"

const AFTER = `
Exit status:
${exitStatusLines(exitStatuses)}

Environment:
  SLIPWAY_SERVER  address of the server; default: that of 'slipway up' here,
                  else http://127.0.0.1:7440
  SLIPWAY_TOKEN   who you are; default, where 'slipway up' runs: its owner
  SLIPWAY_CACHE_URL
                  the server that 'slipway run' shares results with, if any
  NO_COLOR        no colours, if set
  FORCE_COLOR     colours also where there is no terminal, if set and not 0

slipway <command> --help says more about a command, slipway explain <code> about
a message.`

/** The program without its commands. */
export function makeProgram({ stdout, stderr, colour }: CliContext): Command {
  const paint = painter(colour)
  return new Command("slipway")
    .description("Takes a commit to production: one slipway.yaml, the same on a laptop, in CI and on a server.")
    .version(packageJson.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this")
    .addHelpCommand(helpCommand())
    .addHelpText("after", AFTER)
    .exitOverride()
    .showHelpAfterError("         slipway --help lists commands and options")
    .configureHelp({ styleTitle: (title) => paint("bold", title) })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(inOurWords(text)),
    })
}

/** Adds every command; with its options and action only the chosen one, unless there is no choice yet. */
export async function addCommands(
  program: Command,
  chosen: CommandName | "all" | "none",
  { context, hosts }: { context: CliContext; hosts: CliHosts },
): Promise<void> {
  for (const name of commandNames) {
    if (chosen === "all" || chosen === name) (await loadCommand(name))(program, context, hosts)
    else addCommand(program, name)
  }
}

function helpCommand(): Command {
  return new Command("help").argument("[command]").summary("print the help of a command").helpGroup(HELP_GROUP)
}

/** `error: unknown command 'chek'\n(Did you mean check?)`, as Slipway's own failures look. */
function inOurWords(error: string): string {
  return error.replace(/^error:/, "slipway:").replace(/\n\(Did (.*)\)\n$/, "\n         did $1\n")
}
