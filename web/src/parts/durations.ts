const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How long something took, in its two largest units: `1 h 5 min`, `3 min 20 s`, `4.2 s`, `85 ms`. */
export function duration(milliseconds: number): string {
  const time = Math.max(0, milliseconds)
  if (time < SECOND) return `${Math.round(time)} ms`
  if (time < MINUTE) return `${(time / SECOND).toFixed(1)} s`
  if (time < HOUR) return `${Math.floor(time / MINUTE)} min ${Math.floor((time % MINUTE) / SECOND)} s`
  return `${Math.floor(time / HOUR)} h ${Math.floor((time % HOUR) / MINUTE)} min`
}

/** How long a job or run took, or has taken until now; null if it never started. */
export function timeTaken(
  { startedAt, endedAt }: { readonly startedAt: number | null; readonly endedAt: number | null },
  now: number,
): string | null {
  return startedAt === null ? null : duration((endedAt ?? now) - startedAt)
}
