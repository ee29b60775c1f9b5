/** What a line of a log says about the log itself. The texts are hostile. */
export type LogMark =
  | { readonly kind: "group"; readonly title: string }
  | { readonly kind: "end-group" }
  | { readonly kind: "error" }
  /** It looks like an error, but nobody has marked it as one. */
  | { readonly kind: "suspected-error" }

/** `::group::title`, as GitHub Actions has it, and `##[group]title`, as its logs and Azure Pipelines have it. */
const COMMAND = /^\s*(?:::|##\[)(group|endgroup|error)\b[^\]:]*(?:::|\])(.*)$/

/** Words by which tools say that something is wrong, where they stand at the beginning or before a colon. */
const SUSPECTED =
  /^\s*(?:(?:\S+ )?(?:error|fatal|panic|exception)\b|not ok\b|FAIL(?:ED)?\b|✖|✗|×|npm (?:error|ERR!))|\b(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?: |\berror (?:TS\d+|\[\w+\]): |: (?:error|fatal): /i

/** Reads a line without control sequences; null where it is like any other. */
export function logMark(line: string): LogMark | null {
  const [, command, rest = ""] = COMMAND.exec(line) ?? []
  if (command === "group") return { kind: "group", title: rest.trim() }
  if (command === "endgroup") return { kind: "end-group" }
  if (command === "error") return { kind: "error" }
  return SUSPECTED.test(line) && !/\b0 (?:errors?|failed|failures)\b/i.test(line) ? { kind: "suspected-error" } : null
}
