/** A promotion that wants into an environment. */
export interface Queued {
  readonly id: number
  /** Grows with the commits as the server has come to know them. */
  readonly order: number
  readonly state: "waiting" | "deploying"
}

/** Oldest commit first; of the same one, whoever was asked for first. */
export function inCommitOrder<T extends Queued>(queue: readonly T[]): readonly T[] {
  return [...queue].sort((a, b) => a.order - b.order || a.id - b.id)
}

/**
 * Under `supersede`: the newest candidate takes the place of all that wait with an older commit. What is being deployed is
 * not touched. `isInTheRunning` says whether one still may enter: a newer one that has failed takes nobody's place.
 */
export function supersededBy<T extends Queued>(
  queue: readonly T[],
  isInTheRunning: (queued: T) => boolean,
): { readonly by: T; readonly superseded: readonly T[] } | undefined {
  const by = inCommitOrder(queue).findLast((one) => one.state === "deploying" || isInTheRunning(one))
  if (!by) return undefined
  const superseded = queue.filter((one) => one.state === "waiting" && one.order < by.order)
  return superseded.length === 0 ? undefined : { by, superseded }
}

/**
 * Under `reject`: while one is deployed, all that could enter right now are turned away. Who waits for a gate wants no place
 * yet.
 */
export function turnedAwayBy<T extends Queued>(
  queue: readonly T[],
  couldEnter: (queued: T) => boolean,
): { readonly by: T; readonly turnedAway: readonly T[] } | undefined {
  const by = queue.find(({ state }) => state === "deploying")
  if (!by) return undefined
  const turnedAway = queue.filter((one) => one.state === "waiting" && couldEnter(one))
  return turnedAway.length === 0 ? undefined : { by, turnedAway }
}
