import assert from "node:assert/strict"
import { describe, it } from "node:test"
import fc from "fast-check"
import { Masker } from "./masker.ts"
import { weaknessOf } from "./weak-secret.ts"

const base64 = (text: string) => Buffer.from(text).toString("base64")
const form = (text: string) => new URLSearchParams({ "": text }).toString().slice(1)
const lowerHex = (text: string) => text.replace(/%../g, (hex) => hex.toLowerCase())
const json = (text: string) => JSON.stringify(text).slice(1, -1)
const allUnicode = (text: string) =>
  [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")

/** Masked in pieces of this many bytes. */
function inPieces(masker: Masker, bytes: Buffer, sizes: readonly number[]): string {
  const stream = masker.stream()
  const pieces: Buffer[] = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    pieces.push(stream.push(bytes.subarray(at, at + size)))
    at += size
  }
  return Buffer.concat([...pieces, stream.end()]).toString()
}

describe("masking", () => {
  const secret = "p4ss w0rd/ü+\"\\\t💥~'"
  const lines = "first line\r\n  second line\nx\n"
  const key = `-----BEGIN-----\n${"aB3+".repeat(40)}\n`
  const wrapped = base64(key).replace(/.{76}/g, "$&\n")
  const cases: [what: string, secret: string, text: string, masked: string][] = [
    ["the secret itself", secret, `a ${secret} b`, "a *** b"],
    ["nothing else", secret, "p4ss w0rd", "p4ss w0rd"],
    ["two in a row as one", "token", "tokentoken token", "*** ***"],
    ["overlapping ones as one", "abab", "xabababy", "x***y"],
    ["a secret within a secret", "inner", "an inner one", "an *** one"],
    ["URL-encoded", secret, `?a=${encodeURIComponent(secret)}&b`, "?a=***&b"],
    ["URL-encoded with small letters", secret, lowerHex(encodeURIComponent(secret)), "***"],
    ["URL-encoded as a form", secret, `a=${form(secret)}&b`, "a=***&b"],
    ["URL-encoded as a form with small letters", secret, lowerHex(form(secret)), "***"],
    ["URL-encoded as a form but for a few", "a b&c'd", "a+b%26c'd a+b&c%27d", "*** ***"],
    ["URL-encoded where a percent sign stands before", secret, `%%4${encodeURIComponent(secret)}`, "%%4***"],
    ["JSON-escaped", secret, JSON.stringify({ a: secret }), '{"a":"***"}'],
    ["JSON with nothing but escapes", secret, `"${allUnicode(secret)}"`, '"***"'],
    ["JSON with slashes escaped", "a/b/c/d", '"a\\/b\\/c\\/d"', '"***"'],
    ["every line of several", lines, "a first line\nb  second line\nx\n", "a ***\nb  ***\nx\n"],
    ["several lines as JSON", lines, JSON.stringify(lines), '"***\\n"'],
    ["wrapped base64", key, wrapped, "***sK"],
    ["base64 at the first alignment", secret, base64(`ab_${secret}___`), "YWJf***19fXw=="],
    ["base64url", "???>>>>~~~", Buffer.from("???>>>>~~~").toString("base64url"), "***g"],
    ["base64 that is URL-encoded", "???>>>>~~~", encodeURIComponent(base64("???>>>>~~~")), "***g%3D%3D"],
  ]
  for (const [what, value, text, masked] of cases) {
    it(what, () => assert.equal(new Masker([value]).text(text), masked))
  }

  it("leaves what a base64 text has of its neighbours", () => {
    for (const before of ["", "a", "ab"]) {
      const masked = new Masker([secret]).text(base64(`${before}${secret}after`))
      assert.match(masked, /^.{0,3}\*\*\*.{6,8}=*$/)
    }
  })

  it("holds nothing back that cannot belong to a secret", () => {
    const stream = new Masker(["token"]).stream()
    assert.equal(stream.push(Buffer.from("a question: to")).toString(), "a question: ")
    assert.equal(stream.push(Buffer.from("day? token")).toString(), "today? ***")
    assert.equal(stream.push(Buffer.from(" tok")).toString(), " ")
    assert.equal(stream.end().toString(), "tok")
  })

  it("holds a bounded amount, whatever comes", () => {
    for (const filler of ["token", "dG9r\n\n", "\n", "%", "\\u", "a"]) {
      const stream = new Masker(["token", "aaaa", "a%b c"]).stream()
      let given = 0
      let taken = 0
      for (let turn = 0; turn < 200; turn++) {
        given += filler.length
        const out = stream.push(Buffer.from(filler)).toString()
        taken += out.replaceAll("***", "").length
      }
      const rest = stream.end().toString().replaceAll("***", "").length
      assert(rest <= 40, `${JSON.stringify(filler)}: ${given} came, ${taken} went, ${rest} were held`)
    }
  })

  it("takes the beginning of a secret away where a text was cut off", () => {
    const masker = new Masker(["token/1234"])
    assert.equal(masker.cutText("a token/1…"), "a ***…")
    assert.equal(masker.cutText("a token%2F1…"), "a ***…")
    assert.equal(masker.cutText("a token/1234…"), "a ***…")
    assert.equal(masker.cutText("a token/12 …"), "a token/12 …")
    assert.equal(masker.cutText("a token/1"), "a token/1")
  })

  it("hands on everything where there is no secret worth hiding", () => {
    const chunk = Buffer.from("true 1 abc")
    assert.equal(new Masker(["true", "1", "abc", "", "    "]).stream().push(chunk), chunk)
  })
})

describe("masking random text", () => {
  const character = fc.constantFrom(..."abAB01 %+/=\\\"'\n\r\té💥-_~25Fu&")
  const text = fc.string({ unit: character, maxLength: 30 })
  const secretText = fc.string({ unit: character, minLength: 4, maxLength: 12 })
  const secrets = fc.array(
    secretText.filter((value) => weaknessOf(value) === undefined),
    { minLength: 1, maxLength: 3 },
  )
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
  const smallHex = [encodeURIComponent, form].map((encode) => (value: string) => lowerHex(encode(value)))
  const encodings = [(value: string) => value, encodeURIComponent, form, json, ...smallHex]

  it("never leaks a secret, in whatever encoding and pieces", () => {
    const encoding = fc.constantFrom(...encodings)
    const property = fc.property(secrets, encoding, text, text, sizes, (values, encode, before, after, cut) => {
      const masker = new Masker(values)
      for (const value of values.map((one) => one.trim())) {
        const masked = inPieces(masker, Buffer.from(`${before}${encode(value)}${after}`), cut)
        assert(masked.includes("***"), "it is masked")
        assert(!masked.includes(encode(value)), "it is not there any more")
      }
    })
    fc.assert(property, { numRuns: 3000 })
  })

  it("never leaks base64 at any alignment", () => {
    const alphabets = [(one: string) => one, (one: string) => one.replaceAll("+", "-").replaceAll("/", "_")]
    const property = fc.property(secrets, text, text, sizes, fc.constantFrom(...alphabets), (values, a, b, cut, as) => {
      const masker = new Masker(values)
      for (const value of values.map((one) => one.trim())) {
        const encoded = as(base64(`${a}${value}${b}`))
        const masked = inPieces(masker, Buffer.from(encoded), cut)
        assert(masked.includes("***"), encoded)
        const whole = masked.replace(/\*\*\*/g, "")
        assert(whole.length <= encoded.length - Math.floor((Buffer.byteLength(value) * 8 - 10) / 6), masked)
      }
    })
    fc.assert(property, { numRuns: 3000 })
  })

  it("is the same however it is cut", () => {
    const pieces = fc.array(fc.oneof(text, secretText), { maxLength: 6 })
    const property = fc.property(secrets, pieces, sizes, (values, parts, cut) => {
      const masker = new Masker(values)
      const joined = parts.concat(values).join("")
      assert.equal(inPieces(masker, Buffer.from(joined), cut), masker.text(joined))
    })
    fc.assert(property, { numRuns: 3000 })
  })

  it("changes no byte of a text without a secret, UTF-8 or not", () => {
    const strange = ["Zq7-Zq7!", "päß wört", "{x: 'y'}"]
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
    const property = fc.property(bytes, sizes, (chunk, cut) => {
      const stream = new Masker(strange).stream()
      const pieces: Buffer[] = []
      for (let at = 0, turn = 0; at < chunk.length; turn++) {
        const size = cut[turn % cut.length] ?? 1
        pieces.push(stream.push(chunk.subarray(at, at + size)))
        at += size
      }
      assert.deepEqual(Buffer.concat([...pieces, stream.end()]), chunk)
    })
    fc.assert(property, { numRuns: 2000 })
  })
})

describe("weak secrets", () => {
  for (const value of ["", "  ", "abc", " abc ", "TRUE", "aaaaaaaa", "null", "\n"]) {
    it(`${JSON.stringify(value)} is one`, () => assert.notEqual(weaknessOf(value), undefined))
  }
  for (const value of ["abcd", "äöüß", "1234", "true!"]) {
    it(`${JSON.stringify(value)} is none`, () => assert.equal(weaknessOf(value), undefined))
  }
})
