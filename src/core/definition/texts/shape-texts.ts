import type { Explanation } from "../../shared/explanation.ts"

/** Codes about one place of the file that does not fit the schema. */
export const shapeTexts = {
  "key-missing": {
    summary: "A mapping lacks a key that it must have.",
    why: "There is no default that would be right for everybody.",
    fix: "Add the key.",
    example: "targets:\n  here: {}\n",
  },
  "key-unknown": {
    summary: "A mapping has a key that does not exist there.",
    why: "A key that is not known would be ignored without a word, and a gate with a typing mistake would be open.",
    fix: "Correct the spelling or the indentation, or remove the key.",
    example: "jobs:\n  unit: { run: npm test, nedds: [lint] }\n",
  },
  "name-invalid": {
    summary: "A name that the file gives to something has characters that it may not have.",
    why: "Names become parts of host names, labels, folders and environment variables.",
    fix: "Use lower-case letters, digits and `-`, at most 40 of them, starting with a letter; for variables letters, digits and `_`.",
    example: "jobs:\n  Unit Tests: npm test\n",
  },
  "not-supported-yet": {
    summary: "The file asks for something that Slipway understands but does not do yet.",
    why: "Ignoring it would claim that something happens which does not.",
    fix: "Do what the suggestion says, or leave it out.",
    example: "targets:\n  cloud: { kind: docker }\n",
  },
  "type-wrong": {
    summary:
      "A value is of another kind than is needed there: a text for a number, one value for a list, nothing at all.",
    why: 'YAML decides by the look of a value: `8080` is a number, `"8080"` a text, `yes` a text.',
    fix: "Add or remove quotes or brackets, as the suggestion says.",
    example: "jobs:\n  unit: { run: npm test, needs: lint }\n  lint: npm run lint\n",
  },
  "value-invalid": {
    summary: "A value is of the right kind but not one that is possible there.",
    why: "It is outside the limits, not in the needed form, or not among the values that exist.",
    fix: "Write a value as the message describes it.",
    example: "jobs:\n  unit: { run: npm test, retries: 9 }\n",
  },
} as const satisfies Record<string, Explanation>
