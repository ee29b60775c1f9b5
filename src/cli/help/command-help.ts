import type { Command } from "commander"

/** What the help of a command says besides its arguments and options. */
export interface CommandHelp {
  /** What its one sentence leaves out. */
  readonly notes?: string
  /** What exit statuses mean here; only where that is more than the general rule. */
  readonly exitStatus?: Readonly<Record<number, string>>
  /** Command lines, each with what it does. */
  readonly examples: Readonly<Record<string, string>>
}

/** The rule that every command keeps to. */
export const exitStatuses: Readonly<Record<number, string>> = {
  0: "done",
  1: "Slipway looked, and the answer is no: a job failed, a gate is not met",
  2: "what was given is wrong: the command line, slipway.yaml, a name",
  3: "nobody can tell: the server does not answer, a job could not be run",
  130: "a person stopped it",
}

const helps = new WeakMap<Command, CommandHelp>()

/** Says more about a command than its one sentence; shown by `--help` and in docs/cli.md. */
export function describeCommand(command: Command, help: CommandHelp): Command {
  helps.set(command, help)
  return command.addHelpText("after", () => helpText(help))
}

export function helpOf(command: Command): CommandHelp | undefined {
  return helps.get(command)
}

function helpText({ notes, exitStatus, examples }: CommandHelp): string {
  const parts = [
    ...(notes === undefined ? [] : [notes]),
    ...(exitStatus === undefined ? [] : [`Exit status:\n${exitStatusLines(exitStatus)}`]),
    `Examples:\n${exampleLines(examples)}`,
  ]
  return `\n${parts.join("\n\n")}`
}

export function exitStatusLines(statuses: Readonly<Record<number, string>>): string {
  return Object.entries(statuses)
    .map(([status, what]) => `  ${status.padStart(3)}  ${what}`)
    .join("\n")
}

function exampleLines(examples: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(examples).map((line) => line.length))
  return Object.entries(examples)
    .map(([line, what]) => `  ${line.padEnd(width)}  ${what}`)
    .join("\n")
}
