import { type Command, Option } from "commander"
import type { NamedRelease } from "../app/server/name-release.ts"
import type { Bump } from "../core/release/next-version.ts"
import { shortDigest } from "../core/shared/digest.ts"
import type { CliContext } from "./cli-context.ts"
import { followPromotion } from "./follow-promotion.ts"
import { describeCommand } from "./help/command-help.ts"
import { addCommand } from "./help/command-list.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { listReleases, showRelease } from "./release-lists.ts"
import { showEvidence, traceRelease } from "./release-trace.ts"
import { withServer } from "./with-server.ts"

const help = {
  notes: `Creates the git tag v<version> on the release's commit and gives its images
that name. Environments whose 'from' waits for such a version take it as soon
as their gates are open.

Without a version it is the next one: a candidate counts rc up; a release takes
the version of its candidate. Otherwise the newest release goes up by --major,
--minor or --patch, or by what conventional commits since then say (feat: minor,
feat!: major, anything else: patch). Asking twice for one release gives one name.

The tag's message holds the release notes: commits, merged branches and requests
since what production runs.`,
  exitStatus: {
    0: "the version is given, also where promotions that it sets off wait or fail",
    1: "the version is taken, or the release has not proven what it must",
  },
  examples: {
    "slipway release --candidate": "what runs upstream becomes the next release candidate",
    "slipway release --candidate --notes": "show which that would be and what it brings",
    "slipway release": "what runs in staging becomes the release of its candidate",
    "slipway release 1.2.0 --of staging": "a version of your own choice",
    "slipway release show v1.2.0": "its notes, images, and where it runs",
    "slipway release trace v1.2.0": "its way from commits to environments, with times",
    "slipway release evidence v1.2.0 gateway": "what is signed about an image of it, and where that counts",
  },
}

interface Options {
  readonly candidate?: boolean
  readonly major?: boolean
  readonly minor?: boolean
  readonly patch?: boolean
  readonly notes?: boolean
  readonly of?: string
  readonly wait: boolean
  readonly format: OutputFormat
}

/** `slipway release`: names tested digests, in git and in the image registry, and follows what that sets off. */
export function releaseCommand(program: Command, context: CliContext): void {
  const release = describeCommand(addCommand(program, "release"), help)
    .option("--candidate", "the next release candidate")
    .addOption(bumpOption("major"))
    .addOption(bumpOption("minor"))
    .addOption(bumpOption("patch"))
    .option("--notes", "show the next name and its release notes, and name nothing")
    .option("--of <release>", "which; default: what runs in the environment that such versions are taken from")
    .option("--no-wait", "do not follow the promotions that it sets off")
    .addOption(formatOption())
    .action((version: string | undefined, options: Options) =>
      options.notes ? showNotes(context, version, options) : name(context, version, options),
    )
  listReleases(release, context)
  showRelease(release, context)
  traceRelease(release, context)
  showEvidence(release, context)
}

const BUMPS: readonly Bump[] = ["major", "minor", "patch"]

function bumpOption(bump: Bump): Option {
  const others = BUMPS.filter((one) => one !== bump)
  return new Option(`--${bump}`, `raise the ${bump} part of the newest release`).conflicts(others)
}

function bodyOf(version: string | undefined, options: Options): object {
  const bump = BUMPS.find((one) => options[one]) ?? null
  const kind = options.candidate ? "candidate" : "release"
  return { version: version ?? null, kind, bump, of: options.of ?? null }
}

async function name(context: CliContext, version: string | undefined, options: Options): Promise<void> {
  const { format } = options
  const named = await withServer<NamedRelease>(context, format, {
    ask: (server) => server.call("POST", "/releases", bodyOf(version, options)),
    text: ({ name, release, commit, published }) =>
      [
        `${name} is release ${shortDigest(release)} of commit ${commit.slice(0, 12)}\n`,
        ...published.map((reference) => `publishing ${harmless(reference)}\n`),
      ].join(""),
  })
  if (!named || !options.wait || format !== "text") return
  // The version is given, whatever comes of the promotions: those that wait are no failure of this command.
  for (const promotion of named.promotions)
    await followPromotion({ ...context, setExitStatus: () => {} }, promotion.id, format)
}

async function showNotes(context: CliContext, version: string | undefined, options: Options): Promise<void> {
  await withServer<Pick<NamedRelease, "name" | "release" | "commit" | "notes">>(context, options.format, {
    ask: (server) => server.call("POST", "/releases/plan", bodyOf(version, options)),
    text: ({ name, release, commit, notes }) =>
      [
        `${name} would be release ${shortDigest(release)} of commit ${commit.slice(0, 12)}`,
        "",
        ...notes.split("\n").map(harmless),
      ].join("\n"),
  })
}
