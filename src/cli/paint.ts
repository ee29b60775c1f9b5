import { styleText } from "node:util"
import { sanitise } from "../core/shared/sanitise.ts"

export type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan"

export type Paint = (style: Style, text: string) => string

/** Colours text where colours are wanted. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
}

/** One line that somebody else wrote (a branch, a message, a log) without what would command the terminal. */
export function harmless(line: string): string {
  return sanitise(line, { colour: false })
}
