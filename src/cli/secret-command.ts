import type { Command } from "commander"
import type { ListedSecret } from "../app/server/secrets/manage-secrets.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Services of an environment get the secrets that 'environments.<name>.secrets'
lists, with the next deployment. Values are kept by the server, outside of the
project, and shown to nobody; those that were not set are taken from the
server's own variables: SLIPWAY_SECRET__PRODUCTION__CRM_TOKEN. Who may set them
is said under 'rights: { secrets: <role> }'; without it, the owner.`,
  exitStatus: { 1: "it is not yours to set", 2: "slipway.yaml names no such secret, or the value is too weak" },
  examples: {
    "slipway secret set production CRM_TOKEN": "asks for the value, without showing it",
    "slipway secret set production CRM_TOKEN < token.txt": "takes it from a file, without the line end",
    "slipway secret list production": "names, and whether there is a value",
    "slipway secret remove production CRM_TOKEN": "forget it",
  },
}

interface Options {
  readonly format: OutputFormat
}

const ORIGINS = { set: "set", server: "from the server's environment" }

/** `slipway secret`: what services get and nobody else sees. */
export function secretCommand(program: Command, context: CliContext): void {
  const secret = describeCommand(addCommand(program, "secret"), help)
  const pathOf = (environment: string, name?: string) =>
    `/environments/${encodeURIComponent(environment)}/secrets${name === undefined ? "" : `/${encodeURIComponent(name)}`}`
  const about = (command: string, description: string) =>
    secret
      .command(command)
      .argument("<environment>", "a name under 'environments'")
      .description(description)
      .addOption(formatOption())
  about("set", "give a secret its value, from standard input")
    .argument("<name>", "of the variable")
    .action(async (environment: string, name: string, { format }: Options) => {
      const value = await context.readSecret(`value of ${name}, not shown: `)
      await withServer<{ environment: string }>(context, format, {
        ask: (server) => server.call("POST", pathOf(environment, name), { value }),
        text: (set) => `${name} is set; services of ${set.environment} get it with the next deployment\n`,
      })
    })
  about("list", "list names, and where values come from").action(async (environment: string, { format }: Options) => {
    await withServer<{ secrets: readonly ListedSecret[] }>(context, format, {
      ask: (server) => server.call("GET", pathOf(environment)),
      text: ({ secrets }) =>
        secrets.length === 0
          ? `slipway.yaml names no secrets of ${environment}\n`
          : `${tableLines([["SECRET", "VALUE", ""], ...secrets.map(cellsOf)]).join("\n")}\n`,
    })
  })
  about("remove", "forget a value that was set")
    .argument("<name>", "of the variable")
    .action(async (environment: string, name: string, { format }: Options) => {
      await withServer(context, format, {
        ask: (server) => server.call("DELETE", pathOf(environment, name)),
        text: () => `${name} is forgotten; what runs keeps it until it is started again\n`,
      })
    })
}

function cellsOf({ name, origin, isNamed }: ListedSecret): readonly string[] {
  return [name, origin === null ? "missing" : ORIGINS[origin], isNamed ? "" : "not in slipway.yaml any more"]
}
