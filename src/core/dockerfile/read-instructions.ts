import {
  DockerfileParser,
  JSONInstruction,
  ModifiableInstruction,
  type Instruction as Parsed,
  PropertyInstruction,
} from "dockerfile-ast"
import type { Flag, Instruction, Variable, Word } from "./instruction.ts"
import { type RangeOf, rangesOf } from "./text-ranges.ts"

export interface ReadDockerfile {
  readonly instructions: readonly Instruction[]
  readonly comments: readonly Word[]
  /** The frontend that the directive at its top names; null: there is none. */
  readonly syntax: Word | null
  /** What continues a line: `\`, or what the directive `escape` says. */
  readonly escape: string
}

/** Reads a Dockerfile (docs.docker.com, Dockerfile reference), whatever the text is. */
export function readInstructions(text: string): ReadDockerfile {
  const parsed = DockerfileParser.parse(text)
  const rangeOf = rangesOf(text)
  const syntax = parsed.getDirectives().find((directive) => directive.getName().toLowerCase() === "syntax")
  return {
    instructions: parsed.getInstructions().map((one) => readInstruction(one, rangeOf)),
    comments: parsed.getComments().map((one) => ({ text: one.getContent() ?? "", at: rangeOf(one.getRange()) })),
    syntax: syntax ? { text: syntax.getValue(), at: rangeOf(syntax.getValueRange() ?? syntax.getRange()) } : null,
    escape: parsed.getEscapeCharacter(),
  }
}

function readInstruction(parsed: Parsed, rangeOf: RangeOf): Instruction {
  const whole = rangeOf(parsed.getRange())
  const at = rangeOf(parsed.getInstructionRange())
  const flags = parsed instanceof ModifiableInstruction ? flagsOf(parsed, rangeOf) : []
  const texts = jsonTextsOf(parsed, rangeOf)
  return {
    keyword: parsed.getKeyword(),
    at,
    whole,
    flags,
    rest: { start: flags.at(-1)?.at.end ?? at.end, end: whole.end },
    words: texts ?? plainWords(parsed, rangeOf),
    isJson: texts !== null,
    variables: parsed instanceof PropertyInstruction ? variablesOf(parsed, rangeOf) : [],
  }
}

function flagsOf(parsed: ModifiableInstruction, rangeOf: RangeOf): Flag[] {
  return parsed.getFlags().map((flag) => ({
    name: flag.getName(),
    value: flag.getValue() ?? "",
    at: rangeOf(flag.getRange()),
  }))
}

/** What lies in a heredoc are no arguments. */
function plainWords(parsed: Parsed, rangeOf: RangeOf): Word[] {
  const all = parsed.getArguments()
  const heredoc = all.find((one) => /^<<-?["']?\w/.test(one.getValue()))?.getRange().end.line
  const words = heredoc === undefined ? all : all.filter((one) => one.getRange().start.line <= heredoc)
  return words.map((one) => ({ text: one.getValue(), at: rangeOf(one.getRange()) }))
}

/** The texts of an instruction that is written as a list; null for one that only begins like it: `RUN [ -f x ]`. */
function jsonTextsOf(parsed: Parsed, rangeOf: RangeOf): Word[] | null {
  if (!(parsed instanceof JSONInstruction) || !parsed.getClosingBracket()) return null
  return parsed.getJSONStrings().map((one) => ({ text: one.getJSONValue(), at: rangeOf(one.getJSONRange()) }))
}

function variablesOf(parsed: PropertyInstruction, rangeOf: RangeOf): Variable[] {
  return parsed.getProperties().map((one) => ({
    name: one.getName(),
    value: one.getValue(),
    at: rangeOf(one.getRange()),
  }))
}
