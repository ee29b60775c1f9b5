/** Label on all that Slipway makes in an engine: whose it is (executor.ts). */
export const OWNER_LABEL = "dev.slipway.owner"

/** The filter of a listing: what is this owner's. */
export function ownedBy(owner: string): Readonly<Record<string, string>> {
  return { filters: JSON.stringify({ label: [`${OWNER_LABEL}=${owner}`] }) }
}
