import { z } from "zod"
import { canonicalJson } from "../shared/digest.ts"
import type { Envelope } from "./envelope.ts"
import { envelopeSchema } from "./envelope-schema.ts"

/** Media type of a sigstore bundle (https://docs.sigstore.dev/about/bundle/), which cosign 3 reads as a referrer. */
export const BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"

const bundleSchema = z.looseObject({
  mediaType: z.literal(BUNDLE_TYPE),
  verificationMaterial: z.looseObject({ publicKey: z.looseObject({ hint: z.string().max(200) }) }),
  dsseEnvelope: envelopeSchema,
})

/** The bytes of a bundle around an envelope. It holds no certificate and no log entry: the key is known by its id. */
export function encodeBundle(envelope: Envelope): Buffer {
  const [{ keyid }] = envelope.signatures
  const verificationMaterial = { publicKey: { hint: keyid }, tlogEntries: [] }
  return Buffer.from(canonicalJson({ mediaType: BUNDLE_TYPE, verificationMaterial, dsseEnvelope: envelope }))
}

/** The envelope in a bundle; undefined if these bytes are none (a registry may hold anything). */
export function decodeBundle(bytes: Uint8Array): Envelope | undefined {
  try {
    const parsed = bundleSchema.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8")))
    if (!parsed.success) return undefined
    const { dsseEnvelope, verificationMaterial } = parsed.data
    return verificationMaterial.publicKey.hint === dsseEnvelope.signatures[0].keyid ? dsseEnvelope : undefined
  } catch {
    return undefined
  }
}
