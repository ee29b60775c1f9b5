const NANO = 1_000_000_000

export interface Limits {
  /** Processors; null: all. */
  readonly cpu: number | null
  /** Bytes; null: no limit. */
  readonly memory: number | null
}

/** In the engine's words. Memory is all there is: without swap beyond it, a limit is a limit. */
export function limitsOf({ cpu, memory }: Limits) {
  return {
    ...(cpu !== null && { NanoCpus: Math.round(cpu * NANO) }),
    ...(memory !== null && { Memory: memory, MemorySwap: memory }),
  }
}
