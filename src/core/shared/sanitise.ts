const ESCAPE = "\u001b"
const BELL = "\u0007"
/** Control characters (C0, DEL, C1), and those that reorder text and so can disguise it. */
const DANGEROUS = /[\p{Cc}\p{Bidi_Control}]/u
const DANGEROUS_ALL = /[\p{Cc}\p{Bidi_Control}]/gu
/** ECMA-48, 5.4: parameter bytes, intermediate bytes, final byte. */
const CONTROL_SEQUENCE = /^\[([0-?]*)([ -/]*)([@-~]?)/
/** OSC, DCS, SOS, PM, APC: everything up to the string terminator is theirs. */
const CONTROL_STRING = /^[\]PX^_]/
const OTHER_ESCAPE = /^[ -/]*[0-~]?/
const RESET = `${ESCAPE}[0m`

/**
 * One line of hostile text as a terminal may be given it: colours (SGR, ECMA-48 8.3.117) stay if wanted and are reset at
 * the end; every other control sequence and control character goes, so that a job can neither move the cursor, nor
 * change the terminal's title or modes, nor answer for the user.
 */
export function sanitise(line: string, { colour }: { readonly colour: boolean }): string {
  if (!DANGEROUS.test(line)) return line
  const [first = "", ...rest] = line.split(ESCAPE)
  let text = withoutControls(first)
  let isColoured = false
  let isInString = false
  for (const piece of rest) {
    if (isInString) {
      isInString = !piece.startsWith("\\")
      if (!isInString) text += withoutControls(piece.slice(1))
      continue
    }
    if (CONTROL_STRING.test(piece)) {
      const bell = piece.indexOf(BELL)
      isInString = bell < 0
      if (bell >= 0) text += withoutControls(piece.slice(bell + 1))
      continue
    }
    const sequence = CONTROL_SEQUENCE.exec(piece)
    if (sequence && colour && isColour(sequence)) {
      text += ESCAPE + sequence[0]
      isColoured = true
    }
    text += withoutControls(piece.slice((sequence ?? OTHER_ESCAPE.exec(piece))?.[0].length))
  }
  return isColoured ? text + RESET : text
}

function isColour([, parameters = "", intermediate, final]: RegExpExecArray): boolean {
  return final === "m" && intermediate === "" && /^[0-9;:]*$/.test(parameters)
}

/** Tabs become spaces: the region that is redrawn must know how long its lines are. */
function withoutControls(text: string): string {
  return text.replaceAll("\t", "    ").replace(DANGEROUS_ALL, "")
}
