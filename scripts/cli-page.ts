import type { Command } from "commander"
import type { CliContext } from "../src/cli/cli-context.ts"
import { exitStatuses, helpOf } from "../src/cli/help/command-help.ts"
import { addCommands, makeProgram } from "../src/cli/program.ts"
import { tableRow } from "./markdown.ts"

/** docs/cli.md: every command with its arguments, options, exit statuses and examples. */
export async function cliPage(): Promise<string> {
  const program = makeProgram(context)
  const hosts = {
    run: unreachable,
    explain: unreachable,
    caches: unreachable,
    images: unreachable,
    server: unreachable,
  }
  await addCommands(program, "all", { context, hosts })
  return [
    "<!-- Written by scripts/write-docs.ts from the commands in src/cli; do not edit. -->",
    "# The command line",
    "`slipway <command> --help` prints the same. From a checkout of Slipway it is `bin/slipway`, from any folder.",
    "## Exit statuses",
    "Every command keeps to these; where one says more, it says so below.",
    statusTable(exitStatuses),
    "## Environment variables",
    [
      "- `SLIPWAY_SERVER`: address of the server. Default: the one that `slipway up` started for this folder or one above,",
      "  else `http://127.0.0.1:7440`.",
      "- `SLIPWAY_TOKEN`: who you are to the server. Default, where `slipway up` runs: its owner.",
      "- `NO_COLOR`: no colours, if set. There are none either where the output is not a terminal.",
      "- `SLIPWAY_DEBUG`: an internal error is printed with its stack, if set.",
    ].join("\n"),
    "## Commands",
    ...program.commands.flatMap((command) => section(command, `slipway ${command.name()}`)),
  ]
    .join("\n\n")
    .concat("\n")
}

function section(command: Command, name: string): string[] {
  const { notes, exitStatus, examples } = helpOf(command) ?? {}
  const options = command.options.map(({ flags, description, ...option }) => {
    const choices = option.argChoices ? ` (${option.argChoices.join(", ")})` : ""
    const value = option.negate ? undefined : (option.defaultValueDescription ?? option.defaultValue)
    return [`\`${flags}\``, `${description}${choices}${value === undefined ? "" : `; default: ${value}`}`]
  })
  const taken = command.registeredArguments.map((argument) => {
    const shown = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
    return [`\`${shown}\``, argument.argChoices?.join(", ") ?? argument.description]
  })
  return [
    `### \`${name}\``,
    sentence(command.description()),
    ...(notes === undefined ? [] : [notes]),
    `\`\`\`text\n${name} ${command.usage()}\n\`\`\``,
    ...(taken.length + options.length > 0 ? [table(["", "what it is"], [...taken, ...options])] : []),
    ...(exitStatus === undefined ? [] : [statusTable(exitStatus)]),
    ...(examples === undefined ? [] : [exampleBlock(examples)]),
    ...command.commands.flatMap((below) => section(below, `${name} ${below.name()}`)),
  ]
}

function exampleBlock(examples: Readonly<Record<string, string>>): string {
  const lines = Object.entries(examples).map(([line, what]) => `# ${what}\n${line}`)
  return `\`\`\`sh\n${lines.join("\n")}\n\`\`\``
}

function statusTable(statuses: Readonly<Record<number, string>>): string {
  return table(["exit status", "meaning"], Object.entries(statuses))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map(tableRow).join("\n")
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function unreachable(): never {
  throw new Error("no command is run here")
}

const nowhere = { write: unreachable }

/** No command is run: only what the program says about itself is read. */
const context: CliContext = {
  stdout: nowhere,
  stderr: nowhere,
  cwd: "/",
  env: {},
  isTerminal: false,
  colour: false,
  readText: unreachable,
  readSecret: unreachable,
  now: unreachable,
  openRepository: unreachable,
  connect: unreachable,
  setExitStatus: unreachable,
}
