import type { RunEvent } from "../../app/run-event.ts"

/** Shows a run while it goes on. */
export interface Reporter {
  /** Resolves once there is room for more. Rejects when nobody can be shown anything any more (closed pipe). */
  observe(event: RunEvent): Promise<void>
  /** Says something that is no event of the run, e.g. that it is being stopped. */
  notice(text: string): void
  /** Leaves the terminal as it was. May be called at any time and more than once. */
  close(): void
}
