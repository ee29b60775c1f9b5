import assert from "node:assert/strict"
import { once } from "node:events"
import { Agent, createServer, type IncomingMessage, type RequestListener, request, type Server } from "node:http"
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net"
import { test } from "node:test"
import { HttpRouter, hostOf } from "./http-router.ts"
import { isPortFree } from "./port-free.ts"

/** Things to close, in reverse. */
async function open(): Promise<{ readonly router: HttpRouter; readonly use: AsyncDisposableStack }> {
  const use = new AsyncDisposableStack()
  const opened = await HttpRouter.open({ port: 0 })
  if (!opened.ok) throw new Error(opened.failure.message)
  use.defer(() => opened.value.close())
  return { router: opened.value, use }
}

async function serve(
  use: AsyncDisposableStack,
  listener: RequestListener,
  port = 0,
): Promise<Server & { port: number }> {
  const server = createServer(listener).listen(port, "127.0.0.1")
  await once(server, "listening")
  use.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  return Object.assign(server, { port: (server.address() as AddressInfo).port })
}

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

interface Asked {
  readonly port: number
  readonly path?: string
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly agent?: Agent
}

async function ask({ port, body, ...options }: Asked) {
  const outgoing = request({ host: "127.0.0.1", port, ...options })
  outgoing.end(body)
  const [response] = (await once(outgoing, "response")) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }
}

/** Sends these bytes and returns all that comes back until the connection is closed. */
async function askRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  socket.write(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test("a service is reached by its host name and by its stable port, with the path as it was sent", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (incoming, response) => {
    response.setHeader("set-cookie", ["a=1", "b=2"])
    response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers, method: incoming.method }))
  })
  const port = await freePort()
  const host = "front-door.uat.application.localhost"
  assert.ok((await router.route({ host, port }, service.port)).ok)
  const path = "/a/../b%2e//c?x=%20&y=?z"
  const headers = {
    host: `${host.toUpperCase()}.:${router.port}`,
    "x-forwarded-for": "forged",
    forwarded: "for=forged",
    cookie: "theirs=1; slipway_session=secret",
  }
  const answer = await ask({
    port: router.port,
    path,
    headers: { ...headers, connection: "close, x-secret", "x-secret": "1" },
  })
  const seen = JSON.parse(answer.text)
  assert.equal(seen.url, path)
  assert.equal(seen.headers["x-forwarded-for"], "127.0.0.1")
  assert.equal(seen.headers["x-forwarded-host"], headers.host)
  assert.equal(seen.headers["x-forwarded-proto"], "http")
  assert.equal(seen.headers["x-forwarded-port"], String(router.port))
  assert.equal(seen.headers.host, headers.host)
  assert.equal(seen.headers.forwarded, undefined)
  assert.equal(seen.headers["x-secret"], undefined)
  assert.equal(seen.headers.cookie, "theirs=1")
  assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"])
  assert.equal(answer.headers.connection, "close")
  assert.equal((await ask({ port, path: "/direct" })).status, 200)
  assert.equal(JSON.parse((await ask({ port, method: "POST", body: "x" })).text).method, "POST")
})

test("an unknown host gets the names there are, its own harmlessly quoted", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => response.end())
  for (const host of ["b.uat.application.localhost", "a.uat.application.localhost"]) {
    await router.route({ host, port: await freePort() }, service.port)
  }
  const hostile = "<script>\xff".repeat(100)
  const { status, text, headers } = await ask({ port: router.port, headers: { host: hostile } })
  assert.equal(status, 404)
  assert.equal(headers["content-type"], "text/plain; charset=utf-8")
  assert.equal(headers["x-content-type-options"], "nosniff")
  assert.ok(text.length < 600)
  assert.match(text, new RegExp(`http://a\\.uat.*:${router.port}/\n +http://b\\.uat`))
  assert.match(
    await askRaw(router.port, "GET http://a/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
    /^HTTP\/1.1 400/,
  )
})

test("a service that is down is named, whatever kind of down", async () => {
  const { router, use } = await open()
  await using _ = use
  const port = await freePort()
  await router.route({ host: null, port, name: "gateway in uat" }, await freePort())
  const down = await ask({ port })
  assert.deepEqual([down.status, down.text], [503, "Slipway: gateway in uat is not running or does not listen yet.\n"])
  const rude = createTcpServer((socket) => socket.on("data", () => socket.destroy())).listen(0, "127.0.0.1")
  await once(rude, "listening")
  use.defer(() => void rude.close())
  await router.route({ host: null, port, name: "gateway in uat" }, (rude.address() as AddressInfo).port)
  for (const method of ["GET", "POST"]) {
    const answer = await ask({ port, method })
    assert.deepEqual([answer.status, answer.text.includes("gateway in uat ended the connection")], [502, true])
  }
})

test("an answer that breaks off ends the client's connection too", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => {
    response.writeHead(200, { "content-length": "100" })
    response.write("half", () => response.destroy())
  })
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  await assert.rejects(ask({ port }), { code: "ECONNRESET" })
})

test("a service may refuse an upload before it has all of it", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => {
    response.writeHead(413).end("too large")
  })
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  const { status, text } = await ask({ port, method: "POST", body: "x".repeat(200_000) })
  assert.deepEqual([status, text], [413, "too large"])
})

test("a client that goes away ends its request at the service", async () => {
  const { router, use } = await open()
  await using _ = use
  const asked = Promise.withResolvers<IncomingMessage>()
  const service = await serve(use, (incoming) => asked.resolve(incoming))
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  const outgoing = request({ host: "127.0.0.1", port }).on("error", () => {})
  outgoing.end()
  const incoming = await asked.promise
  outgoing.destroy()
  await new Promise((resolve) => incoming.on("error", () => {}).on("close", resolve))
  await router.drain(service.port, 60_000)
})

test("a port that is in use is a failure that names it; both kinds of port", async () => {
  const { router, use } = await open()
  await using _ = use
  const other = await serve(use, (_, response) => response.end())
  const routed = await router.route({ host: null, port: other.port }, 1)
  assert.ok(!routed.ok)
  assert.equal(routed.failure.reason, "port-in-use")
  assert.match(routed.failure.message, new RegExp(String(other.port)))
  assert.ok(routed.failure.hint)
  const second = await HttpRouter.open({ port: router.port })
  assert.equal(second.ok ? "ok" : second.failure.reason, "port-in-use")
})

test("removing an address frees port and name; others stay, and it can come back", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => response.end("here"))
  const address = { host: "a.uat.application.localhost", port: await freePort() }
  const asked = { port: router.port, headers: { host: address.host } }
  await router.route(address, service.port)
  assert.equal(await router.isFree(address.port), false)
  await router.remove({ ...address, host: "whatever" })
  assert.equal(await router.isFree(address.port), true)
  assert.equal((await ask(asked)).status, 404)
  const [, again] = await Promise.all([router.remove(address), router.route(address, service.port)])
  assert.ok(again.ok)
  assert.equal((await ask(asked)).text, "here")
  await router.route({ ...address, host: null }, service.port)
  assert.equal((await ask(asked)).status, 404)
})

test("WebSockets pass in both directions and are refused in words", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => response.end())
  service.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`)
    socket.write(`${incoming.headers["x-forwarded-host"]} `)
    socket.write(head)
    socket.pipe(socket)
  })
  const address = { host: "a.uat.application.localhost", port: await freePort() }
  await router.route(address, service.port)
  const upgrade = `GET / HTTP/1.1\r\nhost: ${address.host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`
  const socket = connect(router.port, "127.0.0.1")
  socket.write(`${upgrade}early`)
  let text = ""
  while (!text.includes("early")) text += (await once(socket, "data"))[0]
  assert.match(text, /^HTTP\/1.1 101 .*\r\n\r\na\.uat\.application\.localhost early$/s)
  socket.write("late")
  assert.equal(String((await once(socket, "data"))[0]), "late")

  const moved = await serve(use, (_, response) => response.end())
  await router.route(address, moved.port)
  const drained = router.drain(service.port, 60_000)
  socket.end()
  await drained
  // Nobody there understands upgrades: an ordinary answer, passed on.
  assert.match(await askRaw(router.port, upgrade), /^HTTP\/1.1 200/)
  await router.route(address, await freePort())
  assert.match(await askRaw(router.port, upgrade), /^HTTP\/1.1 503 .*a\.uat\.application\.localhost is not running/s)
  assert.match(await askRaw(router.port, upgrade.replace(address.host, "b")), /^HTTP\/1.1 404/)
})

test("an offer of HTTP/2 is ignored, not an error", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => response.end("plain"))
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  const offer =
    "GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade, http2-settings, close\r\nupgrade: h2c\r\nhttp2-settings: AA\r\n\r\n"
  assert.match(await askRaw(port, offer), /^HTTP\/1.1 200 .*plain/s)
})

test("draining waits for requests under way, at most its grace, and takes no new ones", async () => {
  const { router, use } = await open()
  await using _ = use
  const asked = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const service = await serve(use, async (_, response) => {
    asked.resolve()
    await go.promise
    response.end("done")
  })
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  const answer = ask({ port })
  await asked.promise
  await router.drain(service.port, 0)
  assert.equal((await ask({ port })).status, 503)
  let drained = false
  const draining = router.drain(service.port, 60_000).then(() => {
    drained = true
  })
  assert.equal((await ask({ port })).status, 503)
  assert.equal(drained, false)
  go.resolve()
  assert.equal((await answer).text, "done")
  await draining
  await router.route({ host: null, port }, service.port)
  assert.equal((await ask({ port })).text, "done")
  await router.drain(1, 60_000)
})

test("a restart of the service behind a kept connection is not seen by clients", async () => {
  const { router, use } = await open()
  await using _ = use
  // Each connection answers once and is closed when the second request has arrived: as late as it can be.
  let dropped = 0
  const service = createTcpServer((socket) => {
    let requests = 0
    socket.on("error", () => {})
    socket.on("data", (data) => {
      requests++
      if (requests === 1) return socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
      if (!String(data).startsWith("GET")) dropped++
      return socket.destroy()
    })
  }).listen(0, "127.0.0.1")
  await once(service, "listening")
  use.defer(() => void service.close())
  const port = await freePort()
  await router.route({ host: null, port }, (service.address() as AddressInfo).port)
  for (let i = 0; i < 20; i++) {
    assert.equal((await ask({ port })).text, "ok")
    assert.equal((await ask({ port, method: "POST", body: "content" })).text, "ok")
  }
  assert.equal(dropped, 0, "what cannot be sent again never met a connection that was about to close")
})

test("20 switches under load lose no request", async () => {
  const { router, use } = await open()
  await using _ = use
  const port = await freePort()
  const host = "a.uat.application.localhost"
  let old = await serve(use, respond("0"))
  await router.route({ host, port }, old.port)
  const failures: string[] = []
  const versions = new Set<string>()
  let count = 0
  let switching = true
  async function client(agent: Agent, asked: Omit<Asked, "agent">) {
    while (switching) {
      try {
        const { status, text } = await ask({ ...asked, agent })
        count++
        versions.add(text)
        if (status !== 200) failures.push(`${status} ${text}`)
      } catch (error) {
        failures.push(String(error))
      }
    }
    agent.destroy()
  }
  const clients = Array.from({ length: 8 }, (_, index) =>
    client(new Agent({ keepAlive: index % 4 !== 3 }), {
      port: index % 2 ? port : router.port,
      headers: { host },
      ...(index % 3 ? {} : { method: "POST", body: "x".repeat(1000) }),
    }),
  )
  for (let version = 1; version <= 20; version++) {
    const next = await serve(use, respond(String(version)))
    const before = count
    while (count < before + 50) await new Promise((resolve) => setImmediate(resolve))
    await router.route({ host, port }, next.port)
    await router.drain(old.port, 60_000)
    // As a service that is stopped: at once, whatever is connected.
    old.close()
    old.closeAllConnections()
    old = next
  }
  switching = false
  await Promise.all(clients)
  assert.deepEqual(failures, [])
  assert.ok(versions.size >= 20, `saw ${versions.size} versions in ${count} requests`)
})

/** Takes a moment, so that requests are under way when it is switched. */
function respond(text: string): RequestListener {
  return (incoming, response) => {
    incoming.resume()
    incoming.on("end", () => setTimeout(() => response.end(text), 2))
  }
}

test("no connection to a service is kept for long", async () => {
  const { router, use } = await open()
  await using _ = use
  const service = await serve(use, (_, response) => response.end())
  const connections = () => new Promise<number>((resolve) => service.getConnections((_, number) => resolve(number)))
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  await Promise.all(Array.from({ length: 100 }, (_, index) => ask({ port, method: index % 2 ? "GET" : "POST" })))
  while ((await connections()) > 32) await new Promise((resolve) => setImmediate(resolve))
  const other = await serve(use, (_, response) => response.end())
  await router.route({ host: null, port }, other.port)
  await router.drain(service.port, 1000)
  while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve))
})

test("closing ends idle and hanging connections", async () => {
  const { router, use } = await open()
  await using _ = use
  const asked = Promise.withResolvers<void>()
  const service = await serve(use, () => asked.resolve())
  const port = await freePort()
  await router.route({ host: null, port }, service.port)
  const hanging = ask({ port })
  const idle = connect(router.port, "127.0.0.1")
  await Promise.all([once(idle, "connect"), asked.promise])
  await Promise.all([router.close(), assert.rejects(hanging), once(idle.resume(), "close")])
  assert.ok(await isPortFree(port))
})

test("host names are compared without case, port and final dot", () => {
  for (const [host, name] of [
    ["A.localhost:7441", "a.localhost"],
    ["a.localhost.", "a.localhost"],
    ["a.localhost.:7441", "a.localhost"],
    ["[::1]:80", "[::1]"],
    ["", ""],
  ]) {
    assert.equal(hostOf({ headers: { host } } as IncomingMessage), name)
  }
})
