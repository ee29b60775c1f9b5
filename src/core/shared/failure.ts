import type { Diagnostic } from "./diagnostic.ts"

/**
 * What a failure means to the caller, and so which exit status the CLI ends with.
 *
 * - `refused` (exit 1): Slipway looked and the answer is no (a gate is not met, a job failed).
 * - `invalid` (exit 2): what was given is wrong (definition, argument, name); change it and try again.
 * - `errored` (exit 3): nobody can tell (server unreachable, disk full, statement missing). Never a pass.
 * - `canceled` (exit 130): a person stopped it.
 */
export type FailureClass = "refused" | "invalid" | "errored" | "canceled"

/** Every reason an expected failure can have, and its class. The texts for `slipway explain` stand beside it. */
export const failureReasons = {
  "approval-refused": "refused",
  "argument-invalid": "invalid",
  "base-image-missing": "invalid",
  "branch-not-allowed": "refused",
  canceled: "canceled",
  "container-image-missing": "errored",
  "container-image-unusable": "invalid",
  "definition-invalid": "invalid",
  "definition-missing": "invalid",
  "deployment-failed": "refused",
  "engine-unavailable": "errored",
  "environment-busy": "refused",
  "environment-exists": "refused",
  "environment-limit": "refused",
  "environment-permanent": "refused",
  "environment-pinned": "refused",
  "environment-unknown": "invalid",
  "evidence-missing": "errored",
  "evidence-invalid": "errored",
  "file-unwritable": "errored",
  "gate-not-met": "refused",
  "gate-refused": "refused",
  "git-failed": "errored",
  "git-missing": "errored",
  "image-corrupt": "errored",
  "image-build-failed": "refused",
  "image-unknown": "invalid",
  "install-script": "refused",
  internal: "errored",
  "key-unusable": "errored",
  "lock-file-missing": "invalid",
  "lock-held": "errored",
  "name-moves": "refused",
  "not-a-repository": "invalid",
  "not-authenticated": "refused",
  "not-authorized": "refused",
  "not-configured": "invalid",
  "not-supported-yet": "invalid",
  "nothing-to-roll-back-to": "refused",
  "nothing-to-switch-to": "refused",
  "override-refused": "refused",
  "port-in-use": "errored",
  "protected-branch-missing": "refused",
  "ref-unknown": "invalid",
  "registry-denied": "refused",
  "registry-invalid": "errored",
  "registry-unreachable": "errored",
  "release-not-eligible": "refused",
  "release-unknown": "invalid",
  "report-unreadable": "errored",
  "resource-unavailable": "errored",
  "result-unknown": "invalid",
  "run-failed": "refused",
  "run-not-possible": "refused",
  "run-unknown": "invalid",
  "run-errored": "errored",
  "secret-missing": "errored",
  "server-unreachable": "errored",
  "service-unknown": "invalid",
  "sidecar-unhealthy": "errored",
  "stale-worker": "errored",
  "store-failed": "errored",
  "working-tree-dirty": "refused",
} as const satisfies Record<string, FailureClass>

export type FailureReason = keyof typeof failureReasons

/** An expected failure: one line for a person, a stable reason for programs, and what to do about it. */
export interface Failure<R extends FailureReason = FailureReason> {
  readonly reason: R
  /** One line, no full stop at its end needed; names the thing it is about. */
  readonly message: string
  /** What the reader can do now, as an imperative or a command. */
  readonly hint?: string
  readonly diagnostics?: readonly Diagnostic[]
  /** The last lines of the log that explain it, oldest first. */
  readonly log?: readonly string[]
}

/** Makes a {@link Failure}; `more` adds a hint, diagnostics or log lines. */
export function failure<R extends FailureReason>(
  reason: R,
  message: string,
  more: Omit<Failure<R>, "reason" | "message"> = {},
): Failure<R> {
  return { reason, message, ...more }
}

export const exitStatusOfClass = { refused: 1, invalid: 2, errored: 3, canceled: 130 } as const

/** The exit status that the CLI ends with for this failure (`path.md`, Diagnostics; docs/cli.md). */
export function exitStatusOf(reason: FailureReason): number {
  return exitStatusOfClass[failureReasons[reason]]
}
