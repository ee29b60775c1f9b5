import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { PassThrough, Readable } from "node:stream"
import { describe, it, type TestContext } from "node:test"
import { CgiResponse } from "./cgi-response.ts"

/** A server whose every answer is what a CGI program wrote in these pieces. */
async function serve(t: TestContext, respond: (response: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer((_, response) => void respond(response))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function answerTo(t: TestContext, pieces: readonly string[]): Promise<Response> {
  const url = await serve(t, async (response) => {
    await new CgiResponse(response).stream(Readable.from(pieces.map((piece) => Buffer.from(piece, "latin1"))))
    response.end()
  })
  return fetch(url)
}

const plain = "Content-Type: text/plain\r\nX-More: a: b\r\n\r\nbody\r\n\r\nmore"

interface Case {
  readonly what: string
  readonly pieces: readonly string[]
  readonly status: number
  readonly body: string
}

const cases: readonly Case[] = [
  { what: "in one piece", pieces: [plain], status: 200, body: "body\r\n\r\nmore" },
  { what: "letter by letter", pieces: [...plain], status: 200, body: "body\r\n\r\nmore" },
  { what: "with a status", pieces: ["Status: 404 Not Found\r\n\r\nno"], status: 404, body: "no" },
  { what: "with a status in small letters", pieces: ["status:403\r\n\r\n"], status: 403, body: "" },
  { what: "with a status that is none", pieces: ["Status: fine\r\n\r\nok"], status: 200, body: "ok" },
  { what: "without a body", pieces: ["A: b\r\n\r\n"], status: 200, body: "" },
  { what: "that says nothing", pieces: [], status: 502, body: "" },
  { what: "that ends within its header", pieces: ["Content-Type: text/pl"], status: 502, body: "" },
]

describe("the output of a CGI program", () => {
  for (const { what, pieces, status, body } of cases) {
    it(what, async (t) => {
      const answer = await answerTo(t, pieces)
      assert.equal(answer.status, status)
      assert.equal(await answer.text(), body)
    })
  }

  it("keeps its headers, and gives away none for the status", async (t) => {
    const { headers } = await answerTo(t, [`Status: 200 OK\r\n${plain}`])
    assert.equal(headers.get("content-type"), "text/plain")
    assert.equal(headers.get("x-more"), "a: b")
    assert.equal(headers.get("status"), null)
  })

  it("is refused where its header has no end", async (t) => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const url = await serve(t, async (response) => {
      const endless = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(8192, "a")))
      await new CgiResponse(response).stream(endless).catch(resolve)
      response.writeHead(500).end()
    })
    assert.equal((await fetch(url)).status, 500)
    assert.match(String(await promise), /no end of its header/)
  })

  it("comes piece by piece", async (t) => {
    const output = new PassThrough()
    const url = await serve(t, async (response) => {
      await new CgiResponse(response).stream(output)
      response.end()
    })
    output.write("A: b\r\n\r\nfirst")
    const [response] = (await once(get(url), "response")) as [IncomingMessage]
    const [first] = (await once(response, "data")) as [Buffer]
    assert.equal(first.toString(), "first")
    output.end("second")
    const [second] = (await once(response, "data")) as [Buffer]
    assert.equal(second.toString(), "second")
  })

  it("is read to its end after the client has gone, so that the program can finish", async (t) => {
    const output = new PassThrough()
    const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
    const url = await serve(t, async (response) => {
      await new CgiResponse(response).stream(output)
      finish()
    })
    output.write("A: b\r\n\r\nfirst")
    const asking = get(url)
    const [response] = (await once(asking, "response")) as [IncomingMessage]
    await once(response, "data")
    asking.destroy()
    // Far more than the connection and the stream hold between them.
    for (let piece = 0; piece < 64; piece++) {
      if (!output.write(Buffer.alloc(256 * 1024))) await once(output, "drain")
    }
    output.end()
    await finished
  })
})
