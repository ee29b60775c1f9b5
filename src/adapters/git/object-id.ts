const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const ABBREVIATED = /^[0-9a-f]{7,64}$/

/** A whole SHA-1 or SHA-256 object id. */
export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text)
}

/** What may be the beginning of an object id, long enough to be meant as one. */
export function isAbbreviatedId(text: string): boolean {
  return ABBREVIATED.test(text)
}
