import type { Command } from "commander"
import type { ReleaseDetails } from "../app/server/show-release.ts"
import { type Digest, shortDigest } from "../core/shared/digest.ts"
import type { CliContext } from "./cli-context.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

interface ListedRelease {
  readonly release: Digest
  readonly createdAt: number
  readonly names: readonly string[]
  readonly commits: readonly string[]
}

/** `slipway release list`. */
export function listReleases(release: Command, context: CliContext): void {
  release
    .command("list")
    .description("list the newest releases with their versions")
    .addOption(formatOption())
    .action(async (_: unknown, command: Command) => {
      await withServer<readonly ListedRelease[]>(context, formatOf(command), {
        ask: (server) => server.call("GET", "/releases"),
        text: (list) => `${tableLines([["RELEASE", "VERSIONS", "COMMIT", "BUILT"], ...list.map(rowOf)]).join("\n")}\n`,
      })
    })
}

/** `slipway release show`. */
export function showRelease(release: Command, context: CliContext): void {
  release
    .command("show")
    .argument("<release>", "version, first digits of the digest, environment, branch or commit")
    .description("show a release's versions, notes and images, and where it runs")
    .addOption(formatOption())
    .action(async (wanted: string, _: unknown, command: Command) => {
      await withServer<ReleaseDetails>(context, formatOf(command), {
        ask: (server) => server.call("GET", `/releases/${encodeURIComponent(wanted)}`),
        text: detailsText,
      })
    })
}

/** The command above knows the option as well, and takes it wherever it stands. */
function formatOf(command: Command): OutputFormat {
  return command.optsWithGlobals<{ format: OutputFormat }>().format
}

function rowOf({ release, createdAt, names, commits }: ListedRelease): string[] {
  const built = new Date(createdAt).toISOString()
  return [shortDigest(release), harmless(names.join(", ")), (commits[0] ?? "").slice(0, 12), built]
}

function detailsText({ release, commit, names, images, running, rejected }: ReleaseDetails): string {
  const notes = names.findLast((one) => one.notes !== null)?.notes
  return [
    `release ${shortDigest(release)} of commit ${commit.slice(0, 12)}`,
    ...(rejected ? [`rejected by ${harmless(rejected.person)}: ${harmless(rejected.reason)}`] : []),
    ...names.map(({ name, person, createdAt }) => {
      return harmless(`${name}  by ${person ?? "slipway"}, ${new Date(createdAt).toISOString()}`)
    }),
    ...Object.entries(images).map(([service, image]) => `image ${service}  ${image}`),
    running.length === 0 ? "runs nowhere" : `runs in ${running.join(", ")}`,
    ...(notes ? ["", ...notes.split("\n").map(harmless)] : [""]),
  ].join("\n")
}
