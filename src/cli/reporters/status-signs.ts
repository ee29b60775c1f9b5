import type { TerminalStatus } from "../../core/shared/status.ts"
import type { Style } from "../paint.ts"

/** How a status is shown: a sign that needs no colour to be told from the others, and a colour. */
export const statusSigns: Readonly<Record<TerminalStatus, { readonly sign: string; readonly style: Style }>> = {
  succeeded: { sign: "✓", style: "green" },
  failed: { sign: "✗", style: "red" },
  errored: { sign: "!", style: "red" },
  canceled: { sign: "■", style: "yellow" },
  skipped: { sign: "-", style: "dim" },
}
