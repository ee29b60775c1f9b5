import { openImage } from "../../app/images/open-image.ts"
import { type VerifiedImage, verifyImage } from "../../app/images/verify-image.ts"
import { loadDefinition } from "../../app/load-definition.ts"
import { trustPolicyOf } from "../../core/evidence/judge-statement.ts"
import { parseImagePlace } from "../../core/image/image-place.ts"
import { exitStatusOf } from "../../core/shared/failure.ts"
import { ok, type Result } from "../../core/shared/result.ts"
import type { CliContext } from "../cli-context.ts"
import type { OutputFormat } from "../output-format.ts"
import { printFailure } from "../print-failure.ts"
import type { ImageHost } from "./image-host.ts"
import { verifiedText } from "./verified-text.ts"

export interface VerifyOptions {
  readonly signers?: string
  readonly file?: string
  readonly format: OutputFormat
}

const exitStatuses = {
  succeeded: 0,
  failed: exitStatusOf("gate-not-met"),
  errored: exitStatusOf("evidence-invalid"),
} as const

/** Verifies an image and shows what came of it. Returns the exit status. */
export async function showVerified(
  context: CliContext,
  host: ImageHost,
  options: VerifyOptions & { readonly ref: string },
): Promise<number> {
  const verified = await verify(context, host, options)
  if (!verified.ok) return printFailure(verified.failure, context, options.format)
  const { value } = verified
  const text = options.format === "json" ? JSON.stringify(value, null, 2) : verifiedText(value, context.colour)
  context.stdout.write(`${text}\n`)
  return exitStatuses[value.status]
}

async function verify(
  context: CliContext,
  host: ImageHost,
  { ref, signers, file }: VerifyOptions & { readonly ref: string },
): Promise<Result<VerifiedImage>> {
  const place = parseImagePlace(ref)
  if (!place.ok) return place
  const loaded = await loadDefinition({ cwd: context.cwd, file }, context.readText)
  if (!loaded.ok) return loaded
  const knownSigners = await host.signers(context, signers ?? null)
  if (!knownSigners.ok) return knownSigners
  const places = await host.places(context)
  const opened = await openImage({ ...places, own: () => host.folder(context) }, place.value)
  if (!opened.ok) return opened
  const { registry, digest, folder } = opened.value
  const inventory = folder ? await folder.inventory() : ok(null)
  if (!inventory.ok) return inventory
  const repository = await context.openRepository()
  return verifyImage(
    { registry, knownSigners: knownSigners.value, repository: repository.ok ? repository.value : null },
    {
      image: digest,
      policy: trustPolicyOf(loaded.value.definition, { isPublished: folder === null }),
      inventory: inventory.value,
    },
  )
}
