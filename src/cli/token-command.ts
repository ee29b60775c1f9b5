import type { Command } from "commander"
import type { TokenRecord } from "../ports/store/access-store.ts"
import type { CliContext } from "./cli-context.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

/** `slipway token`: who may push, promote and approve, under which name. */
export function tokenCommand(program: Command, context: CliContext): void {
  const token = program.command("token").description("make, list and revoke people's tokens (owner only)")
  token
    .command("create <person>")
    .description("make a token for a person named under 'people'; it is shown once")
    .addOption(formatOption())
    .action(async (person: string, { format }: { format: OutputFormat }) => {
      await withServer<{ person: string; token: string }>(context, format, {
        ask: (server) => server.call("POST", "/tokens", { person }),
        text: (made) => `${made.token}\n`,
      })
    })
  token
    .command("list")
    .description("whose tokens there are")
    .addOption(formatOption())
    .action(async ({ format }: { format: OutputFormat }) => {
      await withServer<readonly TokenRecord[]>(context, format, {
        ask: (server) => server.call("GET", "/tokens"),
        text: (list) => `${tableLines([["TOKEN", "PERSON", "SINCE", ""], ...list.map(rowOf)]).join("\n")}\n`,
      })
    })
  token
    .command("revoke <token>")
    .description("make a token invalid; its number is in the list")
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
