import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto"

/** Payload type of in-toto statements in a DSSE envelope (in-toto attestation framework, envelope.md). */
export const IN_TOTO_PAYLOAD = "application/vnd.in-toto+json"

/** DSSE envelope (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md), with its one signature. */
export interface Envelope {
  readonly payloadType: string
  /** Base64 of the bytes that were signed. */
  readonly payload: string
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }]
}

/**
 * Pre-authentication encoding: the bytes that are signed (DSSE protocol.md, Signature Definition). Lengths are in bytes,
 * so that no two pairs of type and payload have the same encoding.
 */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, "utf8")
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.byteLength} `),
    type,
    Buffer.from(` ${payload.byteLength} `),
    payload,
  ])
}

export function makeEnvelope(payload: Uint8Array, keyid: string, signature: Uint8Array): Envelope {
  return {
    payloadType: IN_TOTO_PAYLOAD,
    payload: Buffer.from(payload).toString("base64"),
    signatures: [{ keyid, sig: Buffer.from(signature).toString("base64") }],
  }
}

export function payloadOf(envelope: Envelope): Buffer {
  return Buffer.from(envelope.payload, "base64")
}

/** Whether the envelope's signature is that of this Ed25519 key (PEM, SPKI) over its type and payload. Pure. */
export function isSignedBy(envelope: Envelope, publicKey: string): boolean {
  const key = readPublicKey(publicKey)
  if (!key) return false
  const signature = Buffer.from(envelope.signatures[0].sig, "base64")
  return verify(null, preAuthenticationEncoding(envelope.payloadType, payloadOf(envelope)), key, signature)
}

/** Fingerprint of an Ed25519 public key (PEM, SPKI): hex SHA-256 of its DER form; undefined if it is none. */
export function keyIdOf(publicKey: string): string | undefined {
  const key = readPublicKey(publicKey)
  if (!key) return undefined
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")
}

function readPublicKey(pem: string): KeyObject | undefined {
  if (!pem.startsWith("-----BEGIN PUBLIC KEY-----")) return undefined
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === "ed25519" ? key : undefined
  } catch {
    return undefined
  }
}
