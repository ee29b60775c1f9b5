import { createHmac } from "node:crypto"
import { type ResourceOwner, resourceLabel } from "../../core/environment/resource-name.ts"

/** Passwords of environments: the same at every start, though nothing but the server's key is kept. */
export function derivedPassword(key: Buffer, owner: ResourceOwner): string {
  return createHmac("sha256", key)
    .update(`password ${resourceLabel(owner)}`)
    .digest("base64url")
}
