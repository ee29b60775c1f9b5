/** What XML 1.0 (2.2) cannot hold, not even escaped: control characters, halves of surrogate pairs, U+FFFE, U+FFFF. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
}

/** Text between tags. */
export function xmlText(text: string): string {
  return text.replace(NO_CHARACTER, "\ufffd").replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? "")
}

/** ` name="value"` for each; those that are undefined are left out. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${attributeText(String(value))}"`)
    .join("")
}

function attributeText(text: string): string {
  return text.replace(NO_CHARACTER, "\ufffd").replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? "")
}
