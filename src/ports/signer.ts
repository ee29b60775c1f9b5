/** Signs statements under one name. Jobs never see the key. */
export interface Signer {
  /** As `trust:` names it: `server`, `laptop:<person>`. */
  readonly name: string
  /** Fingerprint of the public key: hex SHA-256 of its DER form. */
  readonly keyId: string
  /** Ed25519 signature (64 bytes). */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** Whose signatures can be checked at all: key id → name and public key (PEM, SPKI). */
export interface KnownSigners {
  find(keyId: string): Promise<{ readonly name: string; readonly publicKey: string } | undefined>
}
