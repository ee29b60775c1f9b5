/** A person's token. Only its SHA-256 is kept. */
export interface TokenRecord {
  readonly id: number
  readonly person: string
  readonly createdAt: number
  readonly revokedAt: number | null
}

export interface TokenStore {
  add(person: string, hash: string, createdAt: number): Promise<TokenRecord>
  /** The person of a token that is not revoked. */
  personOf(hash: string): Promise<string | undefined>
  list(): Promise<readonly TokenRecord[]>
  /** False if there is no such token. */
  revoke(id: number, at: number): Promise<boolean>
}

export interface AuditEntry {
  readonly seq: number
  readonly at: number
  /** Who; `slipway` for what the server did by itself. */
  readonly person: string
  /** e.g. `approve`, `promote`, `destroy-environment`. */
  readonly action: string
  readonly subject: string
  readonly detail: string | null
}

/** Append-only. */
export interface AuditTrail {
  append(entry: Omit<AuditEntry, "seq">): Promise<void>
  /** Newest first. */
  latest(limit: number, of?: Partial<Pick<AuditEntry, "person" | "action">>): Promise<readonly AuditEntry[]>
}

/** Small facts about the server itself: its id, the branch that holds the rules. */
export interface SettingStore {
  get(key: string): Promise<string | undefined>
  /** Writes only if absent; returns what is stored now. */
  setIfAbsent(key: string, value: string): Promise<string>
}
