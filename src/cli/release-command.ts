import type { Command } from "commander"
import { type Digest, shortDigest } from "../core/shared/digest.ts"
import type { PromotionRecord } from "../ports/store/promotion-store.ts"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Creates the git tag v<version> on the release's commit and gives its images
that name. Environments whose 'from' waits for such a version take it as soon
as their gates are open.`,
  exitStatus: {
    0: "the version is given, also where promotions that it sets off wait or fail",
    1: "the version is taken, or the release has not proven what it must",
  },
  examples: {
    "slipway release 1.2.0-rc.1": "what runs upstream becomes a release candidate",
    "slipway release 1.2.0 --of staging": "what runs in staging becomes a release",
  },
}

interface NamedRelease {
  readonly name: string
  readonly kind: "candidate" | "release"
  readonly release: Digest
  readonly commit: string
  readonly promotions: readonly PromotionRecord[]
  readonly published: readonly string[]
}

/** `slipway release`: names tested digests, in git and in the image registry, and follows what that sets off. */
export function releaseCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "release"), help)
    .option("--of <release>", "which; default: what runs in the environment that such versions are taken from")
    .option("--no-wait", "do not follow the promotions that it sets off")
    .addOption(formatOption())
    .action(async (version: string, { of, wait, format }: { of?: string; wait: boolean; format: OutputFormat }) => {
      const isFollowed = wait && format === "text"
      const named = await withServer<NamedRelease>(context, format, {
        ask: (server) => server.call("POST", "/releases", { version, of: of ?? null }),
        text: ({ name, release, commit, published }) =>
          [
            `${name} is release ${shortDigest(release)} of commit ${commit.slice(0, 12)}\n`,
            ...published.map((reference) => `publishing ${harmless(reference)}\n`),
          ].join(""),
      })
      if (!named || !isFollowed) return
      // The version is given, whatever comes of the promotions: those that wait are no failure of this command.
      for (const promotion of named.promotions)
        await followPromotion({ ...context, setExitStatus: () => {} }, promotion.id, format)
    })
}
