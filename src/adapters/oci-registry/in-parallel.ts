/** Does work for each item, this many at once. After the first error no further one is begun, and it is thrown at the end. */
export async function inParallel<T>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const errors: unknown[] = []
  const takeTurns = async () => {
    for (const item of waiting) {
      if (errors.length > 0) return
      await work(item).catch((error: unknown) => errors.push(error))
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeTurns))
  if (errors.length > 0) throw errors[0]
}
