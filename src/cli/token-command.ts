import type { Command } from "commander"
import type { TokenRecord } from "../ports/store/access-store.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `A token says who pushes, promotes and approves. Only the owner may make and
revoke them.`,
  examples: {
    "slipway token create alice": "print a new token of alice",
    "slipway token list": "show numbers, people and dates",
    "slipway token revoke 3": "make number 3 invalid",
  },
}

/** `slipway token`: who may push, promote and approve, under which name. */
export function tokenCommand(program: Command, context: CliContext): void {
  const token = describeCommand(addCommand(program, "token"), help)
  token
    .command("create")
    .argument("<person>", "a name under 'people'")
    .description("make a token; it is shown once")
    .addOption(formatOption())
    .action(async (person: string, { format }: { format: OutputFormat }) => {
      await withServer<{ person: string; token: string }>(context, format, {
        ask: (server) => server.call("POST", "/tokens", { person }),
        text: (made) => `${made.token}\n`,
      })
    })
  token
    .command("list")
    .description("list whose tokens there are")
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<readonly TokenRecord[]>(context, format, {
        ask: (server) => server.call("GET", "/tokens"),
        text: (list) => `${tableLines([["TOKEN", "PERSON", "SINCE", ""], ...list.map(rowOf)]).join("\n")}\n`,
      })
    })
  token
    .command("revoke")
    .argument("<token>", "its number in the list")
    .description("make a token invalid")
    .addOption(formatOption())
    .action(async (id: string, { format }: { format: OutputFormat }) => {
      await withServer(context, format, {
        ask: (server) => server.call("DELETE", `/tokens/${encodeURIComponent(id)}`),
        text: () => `token ${id} is no longer valid\n`,
      })
    })
}

function rowOf({ id, person, createdAt, revokedAt }: TokenRecord): string[] {
  return [String(id), person, new Date(createdAt).toISOString(), revokedAt === null ? "" : "revoked"]
}
