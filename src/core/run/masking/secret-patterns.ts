import { PatternTrie } from "./pattern-trie.ts"
import { isEscapable, secretForms } from "./secret-forms.ts"

/** What is looked for, and in which encodings it may hide. */
export interface SecretPatterns {
  readonly literal: PatternTrie
  readonly base64: PatternTrie
  /** Whether URLs or JSON may hold them in other forms than the usual ones. */
  readonly isEscapable: boolean
  readonly hasSpaces: boolean
}

/** Undefined where there is nothing to look for. */
export function secretPatterns(secrets: readonly string[]): SecretPatterns | undefined {
  const { literal, base64 } = secretForms(secrets)
  if (literal.length === 0) return undefined
  return {
    literal: new PatternTrie(literal),
    base64: new PatternTrie(base64),
    isEscapable: [...literal, ...base64].some(isEscapable),
    hasSpaces: literal.some((form) => form.includes(" ")),
  }
}
