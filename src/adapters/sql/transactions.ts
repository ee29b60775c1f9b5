import { AsyncLocalStorage } from "node:async_hooks"
import type { Kysely, Transaction } from "kysely"
import type { SqlCapabilities, WriteLock } from "./capabilities.ts"
import type { Schema } from "./schema.ts"
import type { Session } from "./session.ts"

/** The databases behind a store. Readers never wait for a transaction: they have connections of their own. */
export interface Databases {
  readonly reader: Kysely<Schema>
  readonly writer: Kysely<Schema>
}

interface OpenTransaction {
  open: boolean
}

/**
 * Makes sessions. A transaction excludes all other writes, so that it behaves as if it were alone on both databases;
 * a single write excludes transactions.
 */
export class Transactions {
  readonly #databases: Databases
  readonly #capabilities: SqlCapabilities
  readonly #current = new AsyncLocalStorage<OpenTransaction>()

  constructor(databases: Databases, capabilities: SqlCapabilities) {
    this.#databases = databases
    this.#capabilities = capabilities
  }

  /** For callers outside any transaction. */
  readonly outside = (): Session => ({
    capabilities: this.#capabilities,
    db: this.#databases.reader,
    write: (lock, work) => this.#begin(lock, work),
  })

  /** Runs `work` with a session that is dead once the transaction has ended. */
  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const state: OpenTransaction = { open: true }
    return this.#begin("exclusive", (transaction) =>
      this.#current.run(state, async () => {
        try {
          return await work(inside(transaction, this.#capabilities, state))
        } finally {
          state.open = false
        }
      }),
    )
  }

  async #begin<T>(lock: WriteLock, work: (db: Transaction<Schema>) => Promise<T>): Promise<T> {
    // It would wait for the transaction that waits for it.
    if (this.#current.getStore()?.open) {
      throw new Error("a write inside a transaction must use the store that the transaction hands out")
    }
    return this.#databases.writer.transaction().execute(async (transaction) => {
      await this.#capabilities.lock(transaction, lock)
      return work(transaction)
    })
  }
}

function inside(transaction: Transaction<Schema>, capabilities: SqlCapabilities, state: OpenTransaction): Session {
  const alive = () => {
    if (!state.open) throw new Error("the transaction has ended; its store can no longer be used")
    return transaction
  }
  return {
    capabilities,
    get db() {
      return alive()
    },
    write: async (_lock, work) => work(alive()),
  }
}
