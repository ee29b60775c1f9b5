import type { Span } from "../definition/problem.ts"
import type { Instruction, Word } from "./instruction.ts"

/** A command of a RUN, as far as it can be seen without running it. */
export interface ShellCommand {
  /** The program, its arguments; variables and quotes are kept as far as they mean something. */
  readonly words: readonly [Word, ...Word[]]
}

/** What only introduces a command. */
const INTRODUCTIONS = new Set([
  "sudo",
  "env",
  "exec",
  "time",
  "command",
  "if",
  "then",
  "else",
  "do",
  "while",
  "until",
  "!",
  "{",
  "(",
])

/** The commands of a RUN, in its shell, as a list of words, or in a heredoc. */
export function commandsOf(instruction: Instruction, text: string, escapeSign: string): readonly ShellCommand[] {
  if (instruction.isJson) return nested(instruction.words, escapeSign)
  const { start, end } = instruction.rest
  return split(wordsOf(text.slice(start, end), start, escapeSign)).flatMap((words) => nested(words, escapeSign))
}

/** A command that is `sh -c` runs those of its text. */
function nested(words: readonly Word[], escapeSign: string): readonly ShellCommand[] {
  const [program, flag, script] = words
  if (!program) return []
  if (/(^|\/)(ba|da|a|z)?sh$/.test(program.text) && /^-\w*c$/.test(flag?.text ?? "") && script) {
    const isQuoted = script.at.end - script.at.start > script.text.length
    return split(wordsOf(script.text, script.at.start + (isQuoted ? 1 : 0), escapeSign)).flatMap(plain)
  }
  return plain(words)
}

function plain(words: readonly Word[]): readonly ShellCommand[] {
  const first = words.findIndex(({ text }) => !INTRODUCTIONS.has(text) && !/^\w+=/.test(text))
  const [program, ...rest] = first < 0 ? [] : words.slice(first)
  return program ? [{ words: [program, ...rest] }] : []
}

function split(words: readonly Word[]): Word[][] {
  const commands: Word[][] = [[]]
  for (const word of words) {
    if (word.text === "") commands.push([])
    else commands.at(-1)?.push(word)
  }
  return commands
}

const SPECIAL = new Set([";", "&", "|", "(", ")", "\n"])

/** Words of a shell's text; an empty one where a command ends. Comments and what continues a line are left out. */
function wordsOf(text: string, offset: number, escapeSign: string): Word[] {
  const words: Word[] = []
  let at = 0
  let word = ""
  let start = -1
  const span = (from: number): Span => ({ start: offset + from, end: offset + at })
  const end = () => {
    if (start >= 0 && word !== "") words.push({ text: word, at: span(start) })
    word = ""
    start = -1
  }
  while (at < text.length) {
    const sign = text.charAt(at)
    const continued = sign === escapeSign ? /^[ \t]*\r?\n/.exec(text.slice(at + 1, at + 200)) : null
    if (continued) {
      at += 1 + continued[0].length
      at = skipComments(text, at)
      continue
    }
    if (sign === "#" && start < 0) {
      at = endOfLine(text, at)
      continue
    }
    if (SPECIAL.has(sign)) {
      end()
      words.push({ text: "", at: span(at) })
      at += 1
    } else if (/\s/.test(sign)) {
      end()
      at += 1
    } else {
      if (start < 0) start = at
      const quoted = quotedAt(text, at, escapeSign)
      word += quoted.text
      at = quoted.end
    }
  }
  end()
  return words
}

/** A quoted stretch, an escaped sign, or one sign as it is. */
function quotedAt(text: string, at: number, escapeSign: string): { readonly text: string; readonly end: number } {
  const sign = text.charAt(at)
  if (sign === "'" || sign === '"') {
    const close = closingQuote(text, at, sign)
    return { text: text.slice(at + 1, close), end: close + 1 }
  }
  if (sign === "\\" && escapeSign === "\\" && at + 1 < text.length) return { text: text.charAt(at + 1), end: at + 2 }
  return { text: sign, end: at + 1 }
}

function closingQuote(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length; end++) {
    if (quote === '"' && text.charAt(end) === "\\") end++
    else if (text.charAt(end) === quote) return end
  }
  return text.length
}

/** Lines of comments and empty lines do not end what a line continues. */
function skipComments(text: string, from: number): number {
  let at = from
  for (;;) {
    const line = text.slice(at, endOfLine(text, at))
    if (at >= text.length || !/^\s*(#.*)?$/.test(line) || line.length > 10_000) return at
    at = Math.min(endOfLine(text, at) + 1, text.length)
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at)
  return end < 0 ? text.length : end
}
