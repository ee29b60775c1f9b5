import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { FailureError } from "../../core/shared/result.ts"
import { realmUrl } from "./token-realm.ts"

interface Case {
  readonly registry: string
  readonly realm: string
  readonly tokens?: string
  /** Whether our credentials may go there, and whether an anonymous request may. */
  readonly known: boolean
  readonly anonymous: boolean
}

const cases: Readonly<Record<string, Case>> = {
  "the registry's own host": {
    registry: "https://harbor.example.com",
    realm: "https://harbor.example.com/service/token",
    ...{ known: true, anonymous: true },
  },
  "GHCR's": { registry: "https://ghcr.io", realm: "https://ghcr.io/token", known: true, anonymous: true },
  "Docker Hub's": {
    registry: "https://registry-1.docker.io",
    realm: "https://auth.docker.io/token",
    ...{ known: true, anonymous: true },
  },
  "a domain that the host belongs to": {
    registry: "https://registry.gitlab.com",
    realm: "https://gitlab.com/jwt/auth",
    ...{ known: true, anonymous: true },
  },
  "another port of a registry on this machine": {
    registry: "http://127.0.0.1:5000",
    realm: "http://127.0.0.1:5001/token",
    ...{ known: true, anonymous: true },
  },
  "a host that `tokens` names": {
    registry: "https://registry.example.com",
    realm: "https://auth.example.com/token",
    tokens: "auth.example.com",
    ...{ known: true, anonymous: true },
  },
  "a sibling that nobody named": {
    registry: "https://registry.example.com",
    realm: "https://auth.example.com/token",
    ...{ known: false, anonymous: true },
  },
  "a stranger": {
    registry: "https://registry.example.com",
    realm: "https://evil.example.net/token",
    ...{ known: false, anonymous: true },
  },
  "a host that only ends alike": {
    registry: "https://registry.example.com",
    realm: "https://ry.example.com/token",
    ...{ known: false, anonymous: true },
  },
  "a subdomain": {
    registry: "https://example.com",
    realm: "https://evil.example.com/token",
    ...{ known: false, anonymous: true },
  },
  "plain HTTP": {
    registry: "https://harbor.example.com",
    realm: "http://harbor.example.com/service/token",
    ...{ known: false, anonymous: false },
  },
  "this machine, from another one": {
    registry: "https://registry.example.com",
    realm: "http://127.0.0.1:8080/token",
    ...{ known: false, anonymous: false },
  },
  "another name of this machine": {
    registry: "http://127.0.0.1:5000",
    realm: "http://localhost:5000/token",
    ...{ known: false, anonymous: false },
  },
  "an address with a password in it": {
    registry: "https://registry.example.com",
    realm: "https://user:password@registry.example.com/token",
    ...{ known: false, anonymous: false },
  },
  "another scheme": {
    registry: "https://registry.example.com",
    realm: "file:///etc/passwd",
    ...{ known: false, anonymous: false },
  },
  "no address": { registry: "https://registry.example.com", realm: "/token", known: false, anonymous: false },
}

describe("credentials are sent for a token to", () => {
  for (const [name, { registry, realm, tokens = null, known, anonymous }] of Object.entries(cases)) {
    it(`${name}: ${known ? "yes" : "no"}`, () => {
      const ask = (withCredentials: boolean) => () =>
        realmUrl(realm, { registry: new URL(registry), tokens, withCredentials })
      for (const [allowed, asked] of [
        [known, ask(true)],
        [anonymous, ask(false)],
      ] as const) {
        if (allowed) assert.equal(asked().href, realm)
        else
          assert.throws(asked, (error) => error instanceof FailureError && error.failure.reason === "registry-invalid")
      }
    })
  }
})
