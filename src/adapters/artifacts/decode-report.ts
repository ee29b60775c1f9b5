const MARKS = [
  ["utf-8", Buffer.from([0xef, 0xbb, 0xbf])],
  ["utf-16le", Buffer.from([0xff, 0xfe])],
  ["utf-16be", Buffer.from([0xfe, 0xff])],
] as const

/** What an XML declaration says (XML 1.0, 4.3.3); it stands at the very beginning. */
const DECLARED = /^<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']/

/** The text in these bytes by their byte order mark, their XML declaration, or as UTF-8; undefined where they are none. */
export function decodeReport(bytes: Buffer): string | undefined {
  const marked = MARKS.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark))?.[0]
  const declared = DECLARED.exec(bytes.subarray(0, 200).toString("latin1"))?.[1]
  try {
    return new TextDecoder(marked ?? declared ?? "utf-8", { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
