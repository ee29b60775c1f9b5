import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A new reference: 50 random bits, so that nobody finds an application by guessing. */
export function createReference(): string {
  return `BH-${Array.from(randomBytes(10), (byte) => alphabet[byte % alphabet.length]).join("")}`;
}
