import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, it, type TestContext } from "node:test";
import { createGatewayClient } from "../src/gateway-client.ts";
import { application, reference } from "./support.ts";

async function startGateway(t: TestContext, status: number, body: string) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url} ${await text(request)}`.trim());
    response.writeHead(status).end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close().closeAllConnections());
  return { client: createGatewayClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), requests };
}

const problems = [{ path: "/notes", message: "must be string" }];
const unavailable = { kind: "unavailable" };

describe("submitting", () => {
  for (const [status, body, result] of [
    [201, { reference, status: "forwarded" }, { kind: "taken", reference }],
    [202, { reference, status: "pending" }, { kind: "taken", reference }],
    [201, { reference: "//evil.example.com" }, unavailable],
    [400, { problems }, { kind: "refused", problems }],
    [400, { problems: "many" }, unavailable],
    [500, { message: "no" }, unavailable],
    [200, "a page of a proxy", unavailable],
  ] as const) {
    it(`takes ${status} ${JSON.stringify(body)} for ${result.kind}`, async (t) => {
      const { client, requests } = await startGateway(
        t,
        status,
        typeof body === "string" ? body : JSON.stringify(body),
      );
      assert.deepEqual(await client.submit(application), result);
      assert.deepEqual(requests, [`POST /applications ${JSON.stringify(application)}`]);
    });
  }
});

describe("finding", () => {
  for (const [status, body, result] of [
    [200, { status: "pending" }, { kind: "found", status: "pending" }],
    [404, {}, { kind: "unknown" }],
    [200, { status: "lost" }, unavailable],
    [500, {}, unavailable],
  ] as const) {
    it(`takes ${status} ${JSON.stringify(body)} for ${result.kind}`, async (t) => {
      const { client, requests } = await startGateway(t, status, JSON.stringify(body));
      assert.deepEqual(await client.find(reference), result);
      assert.deepEqual(requests, [`GET /applications/${reference}`]);
    });
  }

  it("does not ask for what is no reference", async (t) => {
    const { client, requests } = await startGateway(t, 200, "{}");
    assert.deepEqual(await client.find("../health"), { kind: "unknown" });
    assert.deepEqual(requests, []);
  });
});

it("tells a gateway that answers from one that does not", async (t) => {
  assert.equal(await (await startGateway(t, 200, "{}")).client.isReachable(), true);
  const nobody = createGatewayClient("http://127.0.0.1:1");
  assert.equal(await nobody.isReachable(), false);
  assert.deepEqual(await nobody.submit(application), unavailable);
});
