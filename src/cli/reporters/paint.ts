import type { TerminalStatus } from "../../core/shared/status.ts"

const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const

export type Paint = (style: keyof typeof CODES, text: string) => string

/** Colours text, or leaves it as it is. */
export function painter({ colour }: { readonly colour: boolean }): Paint {
  return colour ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_, text) => text
}

/** How a status is shown: a sign that needs no colour to be told from the others, and a colour. */
export const signs: Readonly<Record<TerminalStatus, { readonly sign: string; readonly style: keyof typeof CODES }>> = {
  succeeded: { sign: "✓", style: "green" },
  failed: { sign: "✗", style: "red" },
  errored: { sign: "!", style: "red" },
  canceled: { sign: "■", style: "yellow" },
  skipped: { sign: "-", style: "dim" },
}
