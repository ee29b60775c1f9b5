import type { Command } from "commander"
import type { Reviewed } from "../app/server/review-commits.ts"
import type { CliContext } from "./cli-context.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Signs that you have reviewed every commit that a branch brings, or that a push
brought into a protected branch, for gates with 'review'. Whoever merges what
somebody else has pushed need not say so: it is for squashed and rebased
changes, and for branches that are deployed without a merge. Commits that you
have pushed first or written yourself are left out.`,
  exitStatus: { 0: "reviewed", 1: "there is nothing in it that is yours to review" },
  examples: {
    "slipway review hotfix/login": "all that the branch has before main",
    "slipway review 3f2a91c0d1e2": "all that the push of this commit brought",
  },
}

/** `slipway review`: says that commits were reviewed. */
export function reviewCommand(program: Command, context: CliContext): void {
  describeCommand(addCommand(program, "review"), help)
    .addOption(formatOption())
    .action(async (commit: string, { format }: { format: OutputFormat }) => {
      await withServer<Reviewed>(context, format, {
        ask: (server) => server.call("POST", "/reviews", { commit }),
        text: reviewedText,
      })
    })
}

function reviewedText({ reviewed, left }: Reviewed): string {
  const lines = left.map(({ commit, why }) => `left out: ${commit.slice(0, 12)} ${harmless(why)}`)
  return [...reviewed.map((commit) => `reviewed: ${commit.slice(0, 12)}`), ...lines, ""].join("\n")
}
