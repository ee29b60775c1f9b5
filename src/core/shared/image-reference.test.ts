import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { digestOf } from "./digest.ts"
import { namesRegistry, parseImageReference, parseRegistryUrl, showRepository } from "./image-reference.ts"

const digest = digestOf("a")

describe("an image reference", () => {
  const hub = "registry-1.docker.io"
  const cases: readonly [text: string, host: string, repository: string, tag: string | null, digest: string | null][] =
    [
      ["node", hub, "library/node", "latest", null],
      ["node:24-alpine", hub, "library/node", "24-alpine", null],
      ["acme/web", hub, "acme/web", "latest", null],
      ["docker.io/node", hub, "library/node", "latest", null],
      [`docker.io/acme/web@${digest}`, hub, "acme/web", null, digest],
      [`node:24@${digest}`, hub, "library/node", "24", digest],
      ["registry.example.com/web", "registry.example.com", "web", "latest", null],
      ["registry.example.com:5000/a/b/web:v1.2.0-rc.1", "registry.example.com:5000", "a/b/web", "v1.2.0-rc.1", null],
      ["localhost/web:1", "localhost", "web", "1", null],
      ["127.0.0.1:5000/web:1", "127.0.0.1:5000", "web", "1", null],
      ["[::1]:5000/web:1", "[::1]:5000", "web", "1", null],
      ["ghcr.io/acme/web__api.x-y--z:1", "ghcr.io", "acme/web__api.x-y--z", "1", null],
    ]
  for (const [text, host, repository, tag, pinned] of cases) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseImageReference(text), { host, repository, tag, digest: pinned })
    })
  }

  const bad = [
    "",
    "/",
    "Web",
    "a b",
    "a..b/c",
    "../web",
    "registry.example.com/../web",
    "registry.example.com/a//b",
    "registry.example.com/",
    "registry.example.com/web:",
    "registry.example.com/web:-a",
    "registry.example.com/web:a/b",
    `registry.example.com/web:${"a".repeat(129)}`,
    "registry.example.com/web@sha256:abc",
    `web@md5:${"0".repeat(64)}`,
    "registry.example.com:port/web",
    "user@registry.example.com/web",
    "user:password@registry.example.com/web",
    "https://registry.example.com/web",
    "registry.example.com/web?x=1",
    "registry.example.com/web#x",
    "registry.example.com/a%2e%2e/web",
    "registry.example.com/web\nHost: evil",
    `registry.example.com/${"a/".repeat(200)}a`,
    "a_._b/c",
  ]
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text).slice(0, 50)}`, () => assert.equal(parseImageReference(text), undefined))
  }

  it("takes no time to refuse a long one", () => {
    assert.equal(parseImageReference(`${"a-".repeat(100_000)}!`), undefined)
  })
})

describe("a registry's address", () => {
  it("is a host and a path, without a scheme", () => {
    assert.deepEqual(parseRegistryUrl("registry.example.com/automation"), {
      host: "registry.example.com",
      prefix: "automation",
    })
    assert.deepEqual(parseRegistryUrl("127.0.0.1:5000"), { host: "127.0.0.1:5000", prefix: "" })
    assert.deepEqual(parseRegistryUrl("docker.io/acme"), { host: "registry-1.docker.io", prefix: "acme" })
    for (const bad of ["", "https://a.example.com", "a.example.com/", "a.example.com/..", "a.example.com/A", "a b/c"]) {
      assert.equal(parseRegistryUrl(bad), undefined, bad)
    }
  })

  it("differs from a name in a folder", () => {
    for (const text of ["registry.example.com/web:1", "localhost/web", "127.0.0.1:5000/web"]) {
      assert.equal(namesRegistry(text), true, text)
    }
    for (const text of ["web:main", "web", "web:main-0123456789ab", digest, "feature/web", "a.b"]) {
      assert.equal(namesRegistry(text), false, text)
    }
  })

  it("is shown as people write it", () => {
    assert.equal(showRepository({ host: "registry-1.docker.io", repository: "library/node" }), "docker.io/library/node")
    assert.equal(showRepository({ host: "localhost:5000", repository: "web" }), "localhost:5000/web")
  })
})
