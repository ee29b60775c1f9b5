import { Argument, type Command } from "commander"

interface ListedCommand {
  /** One sentence, as the list of commands shows it. */
  readonly summary: string
  readonly group: string
  /** What stands behind the name (`<must>`, `[may]`), and what it is. */
  readonly arguments?: Readonly<Record<string, string>>
  /** The words that its argument may be, where that is known. */
  readonly choices?: readonly string[]
}

const AT_HAND = "A commit, without a server:"
const SERVER = "The server:"
const RELEASES = "Releases on their way:"
/** Heading of the commands that tell. */
export const HELP_GROUP = "Help:"

const release = "version (1.2.0-rc.1), first digits of the digest, environment (what runs there), branch or commit"
const environment = "name of the environment, as slipway status shows it"

/**
 * Every command, in the order of the help. It stands apart from what the commands do, so that the help and a mistyped
 * name load none of them.
 */
export const commandList = {
  check: { group: AT_HAND, summary: "report all that is wrong with slipway.yaml" },
  prove: {
    group: AT_HAND,
    summary: "show every way into environments, and hold 'always' against them",
    arguments: { "[environment]": "a name under 'environments'; default: all" },
  },
  plan: {
    group: AT_HAND,
    summary: "show what a push of a branch or tag would do",
    arguments: { "[ref]": "branch or tag; default: HEAD, the branch of the working tree" },
  },
  run: {
    group: AT_HAND,
    summary: "run a commit's jobs and build its images",
    arguments: { "[ref]": "branch, tag or commit; default: what the working tree stands on" },
  },
  image: { group: AT_HAND, summary: "build images, look at them, copy and remove them" },
  cache: { group: AT_HAND, summary: "show what runs here keep, or remove it" },
  up: { group: SERVER, summary: "start the server of this project" },
  down: { group: SERVER, summary: "stop the server and all services" },
  token: { group: SERVER, summary: "make, list and revoke people's tokens" },
  secret: { group: SERVER, summary: "set, list and remove secrets of environments" },
  status: { group: RELEASES, summary: "show what runs where" },
  promote: {
    group: RELEASES,
    summary: "ask for a release to enter an environment",
    arguments: { "<release>": release, "<environment>": environment },
  },
  deploy: {
    group: RELEASES,
    summary: "put any branch's images where people may choose",
    arguments: { "<release>": release, "<environment>": environment },
  },
  approve: {
    group: RELEASES,
    summary: "say yes, signed, to a waiting promotion",
    arguments: { "<release>": release, "<environment>": environment },
  },
  override: {
    group: RELEASES,
    summary: "open a gate against its answer, with a reason",
    arguments: { "<release>": release, "<environment>": environment, "<gate>": "a name under 'gates'" },
  },
  ask: {
    group: RELEASES,
    summary: "have the command of a gate asked again",
    arguments: { "<release>": release, "<environment>": environment, "<gate>": "a name under 'gates'" },
  },
  review: {
    group: RELEASES,
    summary: "say, signed, that commits of others were reviewed",
    arguments: { "<commit>": "a branch, or the last commit of a push" },
  },
  why: {
    group: RELEASES,
    summary: "show every gate between a release and an environment",
    arguments: { "<release>": release, "<environment>": environment },
  },
  acts: {
    group: RELEASES,
    summary: "show what you could do, and what would come of it",
    arguments: { "<environment>": environment, "[release]": release },
  },
  release: {
    group: RELEASES,
    summary: "give tested digests a version",
    arguments: { "[version]": "1.2.0-rc.1 for a release candidate, 1.2.0 for a release; default: the next one" },
  },
  scan: {
    group: RELEASES,
    summary: "look again for vulnerabilities in the images of a release",
    arguments: { "<release>": release },
  },
  rollback: {
    group: RELEASES,
    summary: "go back to the last verified release",
    arguments: { "<environment>": environment },
  },
  switch: {
    group: RELEASES,
    summary: "let what stands by serve, or what served before",
    arguments: { "<environment>": environment },
  },
  hold: {
    group: RELEASES,
    summary: "let nothing enter an environment until it is resumed",
    arguments: { "<environment>": environment },
  },
  reject: {
    group: RELEASES,
    summary: "bar a release from every environment",
    arguments: { "<release>": release },
  },
  verify: {
    group: RELEASES,
    summary: "run an environment's tests again",
    arguments: { "<environment>": environment },
  },
  resume: {
    group: RELEASES,
    summary: "lift the pin that a rollback or a hold left",
    arguments: { "<environment>": environment },
  },
  env: { group: RELEASES, summary: "list environments, keep one longer, or take one down" },
  logs: {
    group: RELEASES,
    summary: "show what a service prints in an environment",
    arguments: { "<environment>": environment, "<service>": "a name under 'services'" },
  },
  runs: { group: RELEASES, summary: "list the server's runs and their logs, stop or repeat one" },
  search: {
    group: RELEASES,
    summary: "find environments, services, releases, branches and runs",
    arguments: { "<text>": "part of a name, or the first digits of a digest, commit or run" },
  },
  audit: { group: RELEASES, summary: "list who did what, when and why" },
  explain: {
    group: HELP_GROUP,
    summary: "say what a code means and what to do",
    arguments: { "[code]": "as printed, e.g. environment-unknown; without one, all are listed" },
  },
  schema: { group: HELP_GROUP, summary: "print the JSON Schema of slipway.yaml" },
  completion: {
    group: HELP_GROUP,
    summary: "print a script that lets a shell complete",
    arguments: { "<shell>": "whose" },
    choices: ["bash", "zsh", "fish"],
  },
} as const satisfies Readonly<Record<string, ListedCommand>>

export type CommandName = keyof typeof commandList

export const commandNames = Object.keys(commandList) as readonly CommandName[]

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandList, name)
}

/** Adds a command as the list has it. Its options and its action are its own file's. */
export function addCommand(program: Command, name: CommandName): Command {
  const listed: ListedCommand = commandList[name]
  const command = program.command(name).summary(listed.summary).description(listed.summary).helpGroup(listed.group)
  command.helpCommand(false).showHelpAfterError(`         slipway ${name} --help shows how it is used`)
  for (const [name, what] of Object.entries(listed.arguments ?? {})) {
    const argument = new Argument(name, what)
    command.addArgument(listed.choices ? argument.choices(listed.choices) : argument)
  }
  return command
}
