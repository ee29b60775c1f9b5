import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { FailureError } from "../../core/shared/result.ts"
import { openRegistry } from "./open-registry.ts"
import { retryAfter } from "./retry.ts"
import { openClient } from "./testing/publishing.ts"
import { type Answer, replayRegistry } from "./testing/replayed-registry.ts"

const request = { method: "GET", target: "/v2/", what: "anything", scopes: [] } as const

async function ask(answer: Answer, options: { silence?: number } = {}) {
  const replayed = await replayRegistry(answer, options)
  const opened = openClient(replayed.host, options)
  return {
    ...opened,
    requests: replayed.requests,
    async [Symbol.asyncDispose]() {
      opened[Symbol.dispose]()
      await replayed[Symbol.asyncDispose]()
    },
  }
}

describe("a registry is spoken to", () => {
  const cases: readonly [host: string, tls: boolean | null, origin: string][] = [
    ["registry.example.com", null, "https://registry.example.com"],
    ["registry.example.com:5000", null, "https://registry.example.com:5000"],
    ["10.0.0.1:5000", null, "https://10.0.0.1:5000"],
    ["127.0.0.1.example.com", null, "https://127.0.0.1.example.com"],
    ["localhost:5000", null, "http://localhost:5000"],
    ["127.0.0.1:5000", null, "http://127.0.0.1:5000"],
    ["[::1]:5000", null, "http://[::1]:5000"],
    ["127.0.0.1:5000", true, "https://127.0.0.1:5000"],
    ["registry.internal", false, "http://registry.internal"],
  ]
  for (const [host, tls, origin] of cases) {
    test(`${host}${tls === null ? "" : `, tls: ${tls}`} as ${origin}`, () => {
      assert.equal(openRegistry({ host, tls }, {}).origin.origin, origin)
    })
  }
})

describe("a request is repeated", () => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    test(`after ${status}, with growing pauses`, async () => {
      let left = 3
      await using asked = await ask((_, response) => response.writeHead(left-- > 0 ? status : 200).end())
      assert.equal((await asked.client.send(request)).status, 200)
      assert.deepEqual(asked.waits, [200, 400, 800])
    })
  }

  test("after a connection that broke", async () => {
    let left = 2
    await using asked = await ask((_, response) => (left-- > 0 ? response.destroy() : response.end()))
    assert.equal((await asked.client.send(request)).status, 200)
    assert.deepEqual(asked.waits, [200, 400])
  })

  test("when the registry says so, and not before", async () => {
    const pauses = ["7", "3", new Date(Date.now() + 40_000).toUTCString()]
    await using asked = await ask((_, response) => {
      const pause = pauses.shift()
      if (pause === undefined) response.end()
      else response.writeHead(429, { "retry-after": pause }).end()
    })
    assert.equal((await asked.client.send(request)).status, 200)
    const [first, second, third = 0] = asked.waits
    assert.deepEqual([first, second], [7000, 3000])
    assert.ok(third > 30_000 && third <= 40_000, String(third))
  })

  test("never for a no", async () => {
    for (const [status, reason] of [
      [400, "registry-invalid"],
      [403, "registry-denied"],
      [404, "image-unknown"],
      [501, "registry-invalid"],
    ] as const) {
      await using asked = await ask((_, response) => response.writeHead(status).end())
      await assert.rejects(
        asked.client.send(request),
        (error) => error instanceof FailureError && error.failure.reason === reason,
      )
      assert.equal(asked.requests.length, 1)
    }
  })

  test("six times at most, and not for a registry that wants us to wait for hours", async () => {
    await using down = await ask((_, response) => response.writeHead(503).end())
    await assert.rejects(down.client.send(request), /does not answer as it should: it answered 503 .*tried 6 times/)
    assert.equal(down.requests.length, 6)
    await using busy = await ask((_, response) => response.writeHead(429, { "retry-after": "86400" }).end())
    await assert.rejects(busy.client.send(request), /asks to wait 86400 s/)
    assert.equal(busy.requests.length, 1)
  })

  test("until it is stopped", async () => {
    const stop = new AbortController()
    await using asked = await ask((_, response) => {
      stop.abort()
      response.writeHead(503).end()
    })
    await assert.rejects(asked.client.send({ ...request, signal: stop.signal }), { name: "AbortError" })
    assert.equal(asked.requests.length, 1)
  })
})

test("Retry-After is seconds or a date, and nonsense is none", () => {
  const now = Date.UTC(2026, 10, 21)
  const cases: readonly [string | undefined, number][] = [
    [undefined, 0],
    ["0", 0],
    ["120", 120_000],
    [new Date(now + 5000).toUTCString(), 5000],
    [new Date(now - 5000).toUTCString(), 0],
    ["soon", 0],
    ["-1", 0],
    ["1e9", 0],
  ]
  for (const [header, milliseconds] of cases) assert.equal(retryAfter(header, now), milliseconds, header)
})
