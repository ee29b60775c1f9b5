/** What a definition may cost to read. Far above any real file, far below what would hurt a server. */
export const definitionLimits = {
  /** Size of the file, in bytes of UTF-8. */
  bytes: 256 * 1024,
  /** Lists and mappings inside each other. */
  depth: 40,
  /** Scalars, lists and mappings, each alias counted as often as it is used. */
  values: 20_000,
  /** Words, signs and stretches of white space; a value takes about five. Bounds what a file of errors alone costs. */
  lexemes: 100_000,
  /** Problems reported at once; what is beyond is summed up in one line. */
  problems: 200,
} as const
