/** Whether a change changes nothing; an `update` without columns is not SQL. */
export function isEmpty(change: object): boolean {
  return Object.values(change).every((value) => value === undefined)
}
