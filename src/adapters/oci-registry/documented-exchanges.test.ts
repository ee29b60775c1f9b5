import assert from "node:assert/strict"
import type { ServerResponse } from "node:http"
import { describe, test } from "node:test"
import { digestOf } from "../../core/shared/digest.ts"
import type { Credentials } from "./credentials.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { openClient } from "./testing/publishing.ts"
import { type Answer, replayRegistry } from "./testing/replayed-registry.ts"

const blob = Buffer.from("content of a layer")
const digest = digestOf(blob)

/** Reads one blob of a repository from registries that answer so; returns what was asked of whom. */
async function readBlob(
  { host, repository, credentials }: { host: string; repository: string; credentials: Credentials | null },
  answer: Answer,
): Promise<readonly string[]> {
  await using replayed = await replayRegistry(answer)
  using opened = openClient(host, { http: replayed.http, credentials })
  const content = await new RemoteRepository(opened.client, { host, repository }).blob(digest, blob.byteLength)
  const chunks: Buffer[] = []
  for await (const chunk of content ?? []) chunks.push(chunk)
  assert.deepEqual(Buffer.concat(chunks), blob)
  return replayed.requests.map(
    ({ asked, authorization }) => `${asked}${authorization === null ? "" : ` | ${authorization}`}`,
  )
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`
const json = (response: ServerResponse, value: object) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value))
const challenge = (response: ServerResponse, header: string) =>
  response
    .writeHead(401, { "www-authenticate": header, "content-type": "application/json" })
    .end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')

describe("the documented exchanges of", () => {
  // docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html: a password from GetAuthorizationToken, Basic, and
  // layers that are downloaded from S3.
  test("Amazon ECR: Basic AWS:<token>, and a layer from S3 without it", async () => {
    const host = "222222222222.dkr.ecr.eu-west-1.amazonaws.com"
    const store = "https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com"
    const asked = await readBlob(
      { host, repository: "automation/web", credentials: { kind: "password", username: "AWS", password: "ecr-token" } },
      (request, response) => {
        if (request.asked.startsWith(`GET ${store}/`)) return response.end(blob)
        if (request.authorization !== basic("AWS:ecr-token")) {
          return challenge(response, `Basic realm="https://${host}/",service="ecr.amazonaws.com"`)
        }
        return response.writeHead(307, { location: `${store}/layer?X-Amz-Signature=abc` }).end()
      },
    )
    assert.deepEqual(asked, [
      `GET https://${host}/v2/automation/web/blobs/${digest}`,
      `GET https://${host}/v2/automation/web/blobs/${digest} | ${basic("AWS:ecr-token")}`,
      `GET ${store}/layer?X-Amz-Signature=abc`,
    ])
  })

  // docs.github.com/packages, Working with the Container registry; anonymous tokens for public packages.
  test("GHCR: an anonymous token, and a layer from elsewhere without it", async () => {
    const scope = "repository:acme/web:pull"
    const store = "https://pkg-containers.githubusercontent.com"
    const asked = await readBlob(
      { host: "ghcr.io", repository: "acme/web", credentials: null },
      (request, response) => {
        if (request.asked.startsWith("GET https://ghcr.io/token?")) return json(response, { token: "djE6anonymous" })
        if (request.asked.startsWith(`GET ${store}/`)) return response.end(blob)
        if (request.authorization !== "Bearer djE6anonymous") {
          return challenge(response, `Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="${scope}"`)
        }
        return response.writeHead(307, { location: `${store}/ghcr1/blobs/${digest}?sig=1` }).end()
      },
    )
    assert.deepEqual(asked, [
      `GET https://ghcr.io/v2/acme/web/blobs/${digest}`,
      `GET https://ghcr.io/token?service=ghcr.io&scope=${encodeURIComponent(scope)}`,
      `GET https://ghcr.io/v2/acme/web/blobs/${digest} | Bearer djE6anonymous`,
      `GET ${store}/ghcr1/blobs/${digest}?sig=1`,
    ])
  })

  // goharbor.io/docs, Pulling and pushing images: robot accounts, the token service below the registry's own host.
  test("Harbor: a robot's password for a token of /service/token", async () => {
    const host = "harbor.example.com"
    const robot = basic("robot$ci:secret")
    const scope = "repository:shop/web:pull"
    const asked = await readBlob(
      { host, repository: "shop/web", credentials: { kind: "password", username: "robot$ci", password: "secret" } },
      (request, response) => {
        if (request.asked.startsWith(`GET https://${host}/service/token?`)) {
          const token = { token: "jwt", access_token: "", expires_in: 1800, issued_at: "2026-11-21T12:00:00Z" }
          return request.authorization === robot ? json(response, token) : challenge(response, "Basic")
        }
        if (request.authorization === "Bearer jwt") return response.end(blob)
        return challenge(
          response,
          `Bearer realm="https://${host}/service/token",service="harbor-registry",scope="${scope}"`,
        )
      },
    )
    const account = encodeURIComponent("robot$ci")
    assert.deepEqual(asked, [
      `GET https://${host}/v2/shop/web/blobs/${digest}`,
      `GET https://${host}/service/token?service=harbor-registry&scope=${encodeURIComponent(scope)}&account=${account} | ${robot}`,
      `GET https://${host}/v2/shop/web/blobs/${digest} | Bearer jwt`,
    ])
  })

  // distribution.github.io/distribution/spec/auth/oauth: what `docker login` with an identity token leaves.
  test("a refresh token: exchanged by POST, and kept out of addresses", async () => {
    const host = "registry.example.com"
    await using replayed = await replayRegistry((request, response) => {
      if (request.asked.startsWith("POST ")) return json(response, { access_token: "short", expires_in: 60 })
      if (request.authorization === "Bearer short") return response.end(blob)
      return challenge(response, `Bearer realm="https://${host}/oauth2/token",service="registry"`)
    })
    using opened = openClient(host, { http: replayed.http, credentials: { kind: "identity", token: "long-lived" } })
    assert.ok(await new RemoteRepository(opened.client, { host, repository: "web" }).hasBlob(digest))
    assert.deepEqual(
      replayed.requests.map(({ asked }) => asked.split(" ")[1]),
      [
        `https://${host}/v2/web/blobs/${digest}`,
        `https://${host}/oauth2/token`,
        `https://${host}/v2/web/blobs/${digest}`,
      ],
    )
    assert.deepEqual(Object.fromEntries(new URLSearchParams(replayed.requests[1]?.body)), {
      grant_type: "refresh_token",
      client_id: "slipway",
      refresh_token: "long-lived",
      service: "registry",
      scope: "repository:web:pull",
    })
  })
})

describe("a token", () => {
  const host = "registry.example.com"
  const setUp = async (lifetimes: readonly number[]) => {
    let issued = 0
    const replayed = await replayRegistry((request, response) => {
      if (request.asked.includes("/token?")) {
        const expires_in = lifetimes[issued++] ?? 300
        return json(response, { token: `token-${issued}`, expires_in })
      }
      if (request.authorization === `Bearer token-${issued}`) return response.end(blob)
      return challenge(response, `Bearer realm="https://${host}/token",service="registry"`)
    })
    return { replayed, tokens: () => issued, revoke: () => issued++ }
  }

  test("is asked for once, and again when it ends", async () => {
    const { replayed, tokens } = await setUp([60, 60])
    await using _ = replayed
    let now = 1_000_000
    using opened = openClient(host, { http: replayed.http, now: () => now })
    const repository = new RemoteRepository(opened.client, { host, repository: "web" })
    for (const _ of [1, 2, 3]) assert.ok(await repository.hasBlob(digest))
    assert.equal(tokens(), 1)
    now += 56_000
    assert.ok(await repository.hasBlob(digest))
    assert.equal(tokens(), 2)
  })

  test("that ends before its time is replaced once", async () => {
    const { replayed, tokens, revoke } = await setUp([])
    await using _ = replayed
    using opened = openClient(host, { http: replayed.http })
    const repository = new RemoteRepository(opened.client, { host, repository: "web" })
    assert.ok(await repository.hasBlob(digest))
    revoke()
    assert.ok(await repository.hasBlob(digest))
    assert.equal(tokens(), 3)
  })

  test("is one for all who ask at the same time", async () => {
    const { replayed, tokens } = await setUp([])
    await using _ = replayed
    using opened = openClient(host, { http: replayed.http })
    const repository = new RemoteRepository(opened.client, { host, repository: "web" })
    assert.ok(await repository.hasBlob(digest))
    await Promise.all(Array.from({ length: 10 }, () => repository.hasBlob(digest)))
    assert.equal(tokens(), 1)
  })
})
