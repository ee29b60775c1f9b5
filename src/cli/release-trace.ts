import type { Command } from "commander"
import type { ImageEvidence, ImageEvidenceReport } from "../app/server/image-evidence.ts"
import type { ReleaseTrace } from "../app/server/trace-release.ts"
import { shortDigest } from "../core/shared/digest.ts"
import { fail, ok } from "../core/shared/result.ts"
import type { CliContext } from "./cli-context.ts"
import { formatOption, type OutputFormat } from "./output-format.ts"
import { harmless } from "./paint.ts"
import { tableLines } from "./table.ts"
import { withServer } from "./with-server.ts"

/** `slipway release trace`: where a release comes from, and where it went. */
export function traceRelease(release: Command, context: CliContext): void {
  release
    .command("trace")
    .argument("<release>", "version, digest, environment, branch or commit")
    .description("show a release's way from commits to environments, with times")
    .addOption(formatOption())
    .action(async (wanted: string, _: unknown, command: Command) => {
      await withServer<ReleaseTrace>(context, formatOf(command), {
        ask: (server) => server.call("GET", `/releases/${encodeURIComponent(wanted)}/trace`),
        text: traceText,
      })
    })
}

/** `slipway release evidence`: what is signed about an image of it. */
export function showEvidence(release: Command, context: CliContext): void {
  release
    .command("evidence")
    .argument("<release>", "version, digest, environment, branch or commit")
    .argument("<service>", "whose image")
    .description("show every statement about an image, its signer, and for which gates it counts")
    .addOption(formatOption())
    .action(async (wanted: string, service: string, _: unknown, command: Command) => {
      await withServer<ImageEvidenceReport>(context, formatOf(command), {
        ask: async (server) => {
          const trace = await server.call<ReleaseTrace>("GET", `/releases/${encodeURIComponent(wanted)}/trace`)
          if (!trace.ok) return trace
          const known = trace.value.images
          const image = known.find((one) => one.service === service)
          const hint = `it has ${known.map((one) => one.service).join(", ")}`
          if (!image) return fail("service-unknown", `the release has no service '${service}'`, { hint })
          const report = await server.call<ImageEvidenceReport>("GET", `/images/${image.image}/evidence`)
          return report.ok ? ok(report.value) : report
        },
        text: evidenceText,
      })
    })
}

function formatOf(command: Command): OutputFormat {
  return command.optsWithGlobals<{ format: OutputFormat }>().format
}

function traceText(trace: ReleaseTrace): string {
  const rows = [
    ...trace.commits.map(({ commit, subject, author, at }) => row("commit", commit.slice(0, 12), at, author, subject)),
    ...trace.events.map(({ ref, person, acceptedAt, note }) => row("push", ref, acceptedAt, person, note)),
    ...trace.runs.map(({ id, status, createdAt, message }) => row("run", `${id} ${status}`, createdAt, null, message)),
    ...trace.images.map(({ service, image }) => {
      const count = trace.evidence.filter(({ subject }) => subject === image).length
      return row("image", service, null, null, `${shortDigest(image)}, statements: ${count}`)
    }),
    ...trace.deployments.map(({ environment, status, createdAt, person, message }) =>
      row("environment", `${environment} ${status}`, createdAt, person, message),
    ),
    ...trace.promotions
      .filter(({ state }) => state !== "deployed")
      .map(({ environment, state, createdAt, person, note }) =>
        row("environment", `${environment} ${state}`, createdAt, person, note),
      ),
    ...trace.acts.map(({ act, person, environment, gate, isTakenBack, at }) =>
      row(act, [environment, gate].filter(Boolean).join(" "), at, person, isTakenBack ? "taken back" : null),
    ),
  ]
  return `release ${shortDigest(trace.release)}\n${tableLines(rows).join("\n")}\n`
}

function row(kind: string, name: string, at: number | null, person: string | null, note: string | null): string[] {
  const time = at === null ? "" : new Date(at).toISOString()
  return [`  ${kind}`, harmless(name), time, harmless(person ?? ""), harmless(note ?? "")]
}

function evidenceText({ image, statements }: ImageEvidenceReport): string {
  const rows = statements.map((one) => [
    `  ${one.about}`,
    harmless(one.says),
    one.unreadable === null ? one.status : "unreadable",
    one.signer === null ? "signed by nobody known" : `signed by ${harmless(one.signer)}`,
    harmless(countsText(one)),
  ])
  return `image ${shortDigest(image)}\n${tableLines(rows).join("\n")}\n`
}

function countsText({ unreadable, gates, isTrusted, about }: ImageEvidence): string {
  if (unreadable !== null) return unreadable
  const places = gates.map(({ environment, gate, state }) => `${environment}/${gate} ${state}`)
  if (places.length > 0) return `counts for ${[...new Set(places)].join(", ")}`
  return !isTrusted && about !== "release" ? "does not count: 'trust' does not name the signer" : "no gate rests on it"
}
