import assert from "node:assert/strict"
import type { ServerResponse } from "node:http"
import { describe, test } from "node:test"
import { failureFrom } from "../../../test/support/assert-result.ts"
import { putSampleImage } from "../../../test/support/sample-image.ts"
import { MEDIA_TYPE } from "../../core/image/manifest.ts"
import { digestOf } from "../../core/shared/digest.ts"
import type { FailureReason } from "../../core/shared/failure.ts"
import { OciRepository } from "./oci-repository.ts"
import { RemoteRepository } from "./remote-repository.ts"
import { openClient, openPublisher } from "./testing/publishing.ts"
import { type Answer, type ReplayedRegistry, replayRegistry } from "./testing/replayed-registry.ts"

const secret = { kind: "password", username: "pusher", password: "hunter2" } as const
const html = "<!doctype html><title>Welcome</title>"
const wanted = digestOf("wanted")
const SILENCE = 300

/** Whether anybody but the registry itself was told who we are. */
function tellsStrangers({ requests }: ReplayedRegistry, host: string): boolean {
  return requests.some(({ asked, authorization, body }) => {
    const isOwn = asked.split(" ")[1]?.startsWith(`https://${host}/`)
    return !isOwn && (authorization !== null || /hunter2|aHVudGVyMg|cHVzaGVyOmh1bnRlcjI/.test(`${asked} ${body}`))
  })
}

interface Lie {
  readonly answer: Answer
  readonly reason: FailureReason
  readonly says?: RegExp
}

const HOST = "registry.example.com"
const manifest = (change: object) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, digest: wanted, size: 6 },
    layers: [],
    ...change,
  })

/** Bytes without an end, as fast as they are taken. */
function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(256 * 1024)
  const write = () => {
    while (!response.destroyed && response.write(chunk)) {}
  }
  response.on("drain", write).on("error", () => {})
  write()
}

const bearer = (realm: string) => ({ "www-authenticate": `Bearer realm="${realm}",service="x"` })
const redirect =
  (location: string): Answer =>
  (_, response) =>
    response.writeHead(307, { location }).end()

/** Asked for a manifest by tag. */
const lies: Readonly<Record<string, Lie>> = {
  "another digest than it says": {
    answer: (_, response) => response.writeHead(200, { "docker-content-digest": wanted }).end(manifest({})),
    reason: "image-corrupt",
  },
  "a web page": {
    answer: (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(html),
    reason: "registry-invalid",
    says: /answers text\/html for the manifest .*, which is no manifest/,
  },
  "a web page with an error": {
    answer: (_, response) => response.writeHead(418, { "content-type": "text/html" }).end(html),
    reason: "registry-invalid",
  },
  "a manifest without an end": {
    answer: (_, response) => endless(response.writeHead(200)),
    reason: "registry-invalid",
    says: /more than 4194304 bytes/,
  },
  "a manifest that says that it is huge": {
    answer: (_, response) => response.writeHead(200, { "content-length": String(10 ** 12) }).write("{"),
    reason: "registry-invalid",
  },
  "less than it promises": {
    answer: (_, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("{")
      setImmediate(() => response.destroy())
    },
    reason: "registry-unreachable",
  },
  "nothing at all": { answer: () => {}, reason: "registry-unreachable", says: /nothing was heard/ },
  "nothing more after the first byte": {
    answer: (_, response) => response.writeHead(200).write("{"),
    reason: "registry-unreachable",
  },
  "go to another host over plain HTTP": {
    answer: redirect("http://evil.example.net/"),
    reason: "registry-invalid",
    says: /redirects .* cannot be trusted/,
  },
  "go to this machine": { answer: redirect("http://127.0.0.1:22/"), reason: "registry-invalid" },
  "go to a file": { answer: redirect("file:///etc/passwd"), reason: "registry-invalid" },
  "go to an address with a password in it": {
    answer: redirect("https://a:b@evil.example.net/"),
    reason: "registry-invalid",
  },
  "go round in circles": { answer: redirect("/v2/"), reason: "registry-invalid", says: /redirects .* to nowhere/ },
  "go nowhere": { answer: (_, response) => response.writeHead(307).end(), reason: "registry-invalid" },
  "get a token from a stranger": {
    answer: (_, response) => response.writeHead(401, bearer("https://evil.example.net/token")).end(),
    reason: "registry-invalid",
    says: /may not learn our credentials/,
  },
  "get a token over plain HTTP": {
    answer: (_, response) => response.writeHead(401, bearer(`http://${HOST}/token`)).end(),
    reason: "registry-invalid",
  },
  "get a token that is a web page": {
    answer: ({ asked }, response) =>
      asked.includes("/token") ? response.end(html) : response.writeHead(401, bearer(`https://${HOST}/token`)).end(),
    reason: "registry-invalid",
  },
  "get a token that breaks headers": {
    answer: ({ asked }, response) =>
      asked.includes("/token")
        ? response.end(JSON.stringify({ token: "a\r\nHost: evil" }))
        : response.writeHead(401, bearer(`https://${HOST}/token`)).end(),
    reason: "registry-invalid",
  },
  "get a token without an end": {
    answer: ({ asked }, response) =>
      asked.includes("/token")
        ? endless(response.writeHead(200))
        : response.writeHead(401, bearer(`https://${HOST}/token`)).end(),
    reason: "registry-invalid",
  },
  "say who you are, in no way that is known": {
    answer: (_, response) => response.writeHead(401, { "www-authenticate": 'Negotiate x="y"' }).end(),
    reason: "registry-invalid",
  },
  "say who you are, again and again": {
    answer: ({ asked }, response) =>
      asked.includes("/token")
        ? response.end(JSON.stringify({ token: "t" }))
        : response.writeHead(401, bearer(`https://${HOST}/token`)).end(),
    reason: "registry-denied",
  },
}

describe("a registry that answers with a lie is refused, and strangers learn nothing:", () => {
  for (const [name, { answer, reason, says }] of Object.entries(lies)) {
    test(name, async () => {
      await using replayed = await replayRegistry(answer, { silence: SILENCE })
      using opened = openClient(HOST, { http: replayed.http, credentials: secret })
      const repository = new RemoteRepository(opened.client, { host: HOST, repository: "shop/web" })
      const failure = failureFrom(await new OciRepository(repository, "web").resolve("web:main"), reason)
      if (says) assert.match(failure.message, says)
      assert.doesNotMatch(JSON.stringify(failure), /hunter2/)
      assert.equal(tellsStrangers(replayed, HOST), false)
      assert.ok(replayed.requests.length <= 12, `${replayed.requests.length} requests`)
    })
  }
})

describe("a blob is refused, and nothing of it kept,", () => {
  const content = Buffer.from("wanted")
  const bodies: Readonly<Record<string, Lie>> = {
    "that is another": { answer: (_, response) => response.end("other!"), reason: "image-corrupt" },
    "that is shorter": { answer: (_, response) => response.end("want"), reason: "image-corrupt" },
    "that is longer": { answer: (_, response) => response.end("wanted and more"), reason: "image-corrupt" },
    "that has no end": { answer: (_, response) => endless(response.writeHead(200)), reason: "image-corrupt" },
    "that is a web page": { answer: (_, response) => response.end(html), reason: "image-corrupt" },
    "that breaks off": {
      answer: (_, response) => {
        response.writeHead(200, { "content-length": "6" }).write("wan")
        setImmediate(() => response.destroy())
      },
      reason: "registry-unreachable",
    },
    "that stalls": {
      answer: (_, response) => response.writeHead(200, { "content-length": "6" }).write("wan"),
      reason: "registry-unreachable",
    },
  }
  for (const [name, { answer, reason }] of Object.entries(bodies)) {
    test(name, async () => {
      await using replayed = await replayRegistry(answer, { silence: SILENCE })
      using opened = openClient(HOST, { http: replayed.http })
      const repository = new RemoteRepository(opened.client, { host: HOST, repository: "shop/web" })
      await using rig = await openPublisher(HOST, { http: replayed.http })
      const stream = await repository.blob(wanted, content.byteLength)
      assert.ok(stream)
      failureFrom(await rig.layout.putBlob(stream), reason)
      assert.equal(await rig.layout.hasBlob(wanted), false)
    })
  }
})

describe("an upload that is sent elsewhere is refused, with nothing sent there:", () => {
  const elsewhere: readonly (string | undefined)[] = [
    "https://evil.example.net/upload",
    "http://registry.example.com/v2/shop/web/blobs/uploads/1",
    "//evil.example.net/upload",
    "https://registry.example.com@evil.example.net/upload",
    "https://registry.example.com:8443/upload",
    undefined,
    "http://[",
  ]
  for (const location of elsewhere) {
    test(String(location), async () => {
      await using replayed = await replayRegistry(
        (_, response, message) => {
          if (message.method !== "POST") return response.writeHead(404).end()
          response.writeHead(202, location === undefined ? {} : { location }).end()
        },
        { silence: SILENCE },
      )
      await using rig = await openPublisher(HOST, { http: replayed.http, credentials: secret })
      const image = await putSampleImage(rig.layout, "layer")
      failureFrom(await rig.publish({ image: image.digest, tag: "main" }), "registry-invalid")
      const methods = new Set(replayed.requests.map(({ asked }) => asked.split(" ")[0]))
      assert.deepEqual([...methods].sort(), ["HEAD", "POST"])
      assert.equal(tellsStrangers(replayed, HOST), false)
    })
  }
})

describe("a list", () => {
  const open = async (answer: Answer) => {
    const replayed = await replayRegistry(answer, { silence: SILENCE })
    const opened = openClient(HOST, { http: replayed.http, credentials: secret })
    const repository = new RemoteRepository(opened.client, { host: HOST, repository: "shop/web" })
    return { replayed, registry: new OciRepository(repository, "web"), opened }
  }

  test("whose next page is elsewhere is refused", async () => {
    const { replayed, registry, opened } = await open((_, response) =>
      response.writeHead(200, { link: '<https://evil.example.net/v2/>; rel="next"' }).end('{"tags":[]}'),
    )
    await using _ = replayed
    using _client = opened
    failureFrom(await registry.names(), "registry-invalid")
    assert.equal(tellsStrangers(replayed, HOST), false)
    assert.equal(replayed.requests.length, 1)
  })

  test("without an end is given up", async () => {
    const { replayed, registry, opened } = await open((_, response) =>
      response
        .writeHead(200, { link: '</v2/shop/web/tags/list?last=x>; rel="next"' })
        .end('{"tags":["-","a/b","../x"]}'),
    )
    await using _ = replayed
    using _client = opened
    failureFrom(await registry.names(), "registry-invalid")
    assert.equal(replayed.requests.length, 100)
  })

  test("of referrers that names paths instead of digests is refused", async () => {
    const entry = { mediaType: MEDIA_TYPE.manifest, digest: "sha256:../../../etc/passwd", size: 1 }
    const { replayed, registry, opened } = await open((_, response) =>
      response.end(JSON.stringify({ schemaVersion: 2, manifests: [entry] })),
    )
    await using _ = replayed
    using _client = opened
    failureFrom(await registry.referrers(wanted), "registry-invalid")
  })
})
