import type { Explanation } from "../../shared/explanation.ts"

/** Codes about the file as such: its size, its characters, its YAML. */
export const fileTexts = {
  "alias-invalid": {
    summary: "An alias (`*name`) names no anchor that stands before it, or stands inside what it names.",
    why: "An alias repeats a value that was written earlier; a value cannot hold itself.",
    fix: "Put the anchor (`&name`) at the first use of the value, and the aliases below it.",
    example: "jobs:\n  lint: *command\n",
  },
  "file-not-text": {
    summary: "The file holds something that is no text: invalid UTF-8, a byte order mark, control characters.",
    why: "People and programs would read different things. Characters that turn the direction of writing can make a reviewed line mean something else.",
    fix: "Save the file as UTF-8 without a byte order mark, and remove the character that is named.",
    example: "# the first bytes of the file are EF BB BF (a byte order mark)\n",
  },
  "file-too-large": {
    summary:
      "The file is larger than 256 KiB, or holds more than 20,000 values once aliases are counted as often as they are used.",
    why: "The file comes from a commit that anybody may have pushed; reading it must never cost much.",
    fix: "Remove what is generated or repeated. No real definition comes near the limit.",
    example:
      "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n# ... and so on, eight times as many each line\n",
  },
  "key-duplicate": {
    summary: "A mapping has the same key twice.",
    why: "One of the two would be ignored without a word.",
    fix: "Keep one of them, or give one another name.",
    example: "jobs:\n  lint: npm run lint\n  lint: npx eslint .\n",
  },
  "key-reserved": {
    summary: "The key `__proto__` cannot be used.",
    why: "It has a meaning of its own in JavaScript.",
    fix: "Use another name.",
    example: "jobs:\n  __proto__: npm test\n",
  },
  "nesting-too-deep": {
    summary: "Lists and mappings are nested more than 40 deep.",
    why: "The format needs eight levels at most; deeper files exist only to do harm.",
    fix: "Look for brackets that are not closed.",
    example: "jobs: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
  },
  "problems-left-out": {
    summary: "The file has more than 200 problems, and the rest is not shown.",
    why: "Most of them usually have one cause.",
    fix: "Correct the first ones and check again.",
    example: "# slipway check ended with: there are 312 more problems; correct these first\n",
  },
  "yaml-feature": {
    summary:
      "The file uses a part of YAML that Slipway does not take: tags, directives, merge keys, several documents.",
    why: "They change what a value means far from where it stands, and YAML readers disagree about them.",
    fix: "Write the plain value. To repeat a whole value, use an anchor and an alias.",
    example: "jobs:\n  lint: !command npm run lint\n",
  },
  "yaml-syntax": {
    summary: "The file is not valid YAML.",
    why: "Nothing else can be checked until it can be read.",
    fix: "Look at the place shown and the line above it: an indentation, a colon, a quote or a bracket is usually missing.",
    example: "jobs: { lint: npm run lint\n",
  },
} as const satisfies Record<string, Explanation>
