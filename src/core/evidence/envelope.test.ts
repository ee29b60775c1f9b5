import assert from "node:assert/strict"
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { describe, it } from "node:test"
import { decodeBundle, encodeBundle } from "./bundle.ts"
import {
  type Envelope,
  IN_TOTO_PAYLOAD,
  isSignedBy,
  keyIdOf,
  makeEnvelope,
  payloadOf,
  preAuthenticationEncoding,
} from "./envelope.ts"
import { envelopeSchema } from "./envelope-schema.ts"

const ours = generateKeyPairSync("ed25519")
const theirs = generateKeyPairSync("ed25519")
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString()
const publicKey = pem(ours.publicKey)
const keyid = keyIdOf(publicKey) ?? ""

function signed(payload: Uint8Array, { type = IN_TOTO_PAYLOAD, by = ours.privateKey } = {}): Envelope {
  const signature = sign(null, preAuthenticationEncoding(type, payload), by)
  return { ...makeEnvelope(payload, keyid, signature), payloadType: type }
}

const payload = Buffer.from('{"person":"ada"}')
const envelope = signed(payload)
const [{ sig }] = envelope.signatures

function flipped(base64: string, at: number): string {
  const bytes = Buffer.from(base64, "base64")
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes.toString("base64")
}

describe("the bytes that are signed", () => {
  it("are those of the specification's example", () => {
    assert.equal(
      preAuthenticationEncoding("http://example.com/HelloWorld", Buffer.from("hello world")).toString(),
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    )
  })
  it("count lengths in bytes", () => {
    assert.equal(preAuthenticationEncoding("é", Buffer.from("ü")).toString(), "DSSEv1 2 é 2 ü")
  })
  it("differ wherever the border between type and payload does", () => {
    const one = preAuthenticationEncoding("a", Buffer.from("b 1 c"))
    const other = preAuthenticationEncoding("a 5 b", Buffer.from("c"))
    assert.notDeepEqual(one, other)
  })
})

describe("a signature", () => {
  it("is believed as it was made", () => {
    assert.equal(isSignedBy(envelope, publicKey), true)
    assert.deepEqual(payloadOf(envelope), payload)
  })

  const forged: readonly (readonly [what: string, envelope: Envelope])[] = [
    ["another payload", { ...envelope, payload: Buffer.from('{"person":"eve"}').toString("base64") }],
    ["one bit of the payload", { ...envelope, payload: flipped(envelope.payload, 5) }],
    ["one bit of the signature", { ...envelope, signatures: [{ keyid, sig: flipped(sig, 10) }] }],
    ["another type", { ...envelope, payloadType: "application/json" }],
    ["no signature", { ...envelope, signatures: [{ keyid, sig: "" }] }],
    ["half a signature", { ...envelope, signatures: [{ keyid, sig: sig.slice(0, 44) }] }],
    ["somebody else's signature under our key's id", signed(payload, { by: theirs.privateKey })],
    ["the signature of another statement", { ...signed(Buffer.from("{}")), payload: envelope.payload }],
    ["a signature of the payload alone", makeEnvelope(payload, keyid, sign(null, payload, ours.privateKey))],
  ]
  for (const [what, forgery] of forged) {
    it(`is not believed with ${what}`, () => assert.equal(isSignedBy(forgery, publicKey), false))
  }

  const keys: readonly (readonly [what: string, key: string])[] = [
    ["another key", pem(theirs.publicKey)],
    ["a key of another kind", pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey)],
    ["what is no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"],
    ["nothing", ""],
    ["a private key", ours.privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
  ]
  for (const [what, key] of keys) {
    it(`is not believed by ${what}`, () => assert.equal(isSignedBy(envelope, key), false))
  }
})

describe("the id of a key", () => {
  it("is the SHA-256 of its DER form", () => {
    const der = ours.publicKey.export({ type: "spki", format: "der" })
    assert.equal(keyid, createHash("sha256").update(der).digest("hex"))
  })
  it("is none for what is no Ed25519 key", () => {
    assert.equal(keyIdOf(pem(generateKeyPairSync("x25519").publicKey)), undefined)
    assert.equal(keyIdOf("ssh-ed25519 AAAA"), undefined)
  })
})

describe("an envelope is refused with", () => {
  const wrong: readonly (readonly [what: string, value: unknown])[] = [
    ["no signature", { ...envelope, signatures: [] }],
    ["two signatures", { ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] }],
    ["base64 without padding", { ...envelope, payload: Buffer.from("a").toString("base64").replace(/=+$/, "") }],
    ["base64 for URLs", { ...envelope, payload: "-_-_" }],
    ["base64 with spaces", { ...envelope, payload: `${envelope.payload} ` }],
    ["base64 whose last bits say nothing", { ...envelope, payload: "YR==" }],
    ["a payload that is no text", { ...envelope, payload: 1 }],
    ["an endless type", { ...envelope, payloadType: "a".repeat(256) }],
  ]
  for (const [what, value] of wrong) {
    it(what, () => assert.equal(envelopeSchema.safeParse(value).success, false))
  }
})

describe("a bundle", () => {
  const bundle = JSON.parse(encodeBundle(envelope).toString())
  const decode = (value: unknown) => decodeBundle(Buffer.from(JSON.stringify(value)))

  it("gives its envelope back", () => assert.deepEqual(decode(bundle), envelope))

  const wrong: readonly (readonly [what: string, value: unknown])[] = [
    ["another media type", { ...bundle, mediaType: "application/json" }],
    ["a hint at another key", { ...bundle, verificationMaterial: { publicKey: { hint: "f".repeat(64) } } }],
    ["a certificate instead of a key", { ...bundle, verificationMaterial: { certificate: {} } }],
    ["no envelope", { ...bundle, dsseEnvelope: undefined }],
    ["null", null],
  ]
  for (const [what, value] of wrong) {
    it(`is none with ${what}`, () => assert.equal(decode(value), undefined))
  }
  it("is none where it was cut", () => assert.equal(decodeBundle(encodeBundle(envelope).subarray(0, 80)), undefined))
})
