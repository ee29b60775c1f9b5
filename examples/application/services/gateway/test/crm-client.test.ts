import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { it, type TestContext } from "node:test";
import { createCrmClient } from "../src/crm-client.ts";
import { submission } from "./support.ts";

async function startCrm(t: TestContext, status: number) {
  const requests: [string, unknown][] = [];
  const server = createServer(async (request, response) => {
    requests.push([`${request.method} ${request.url}`, request.method === "POST" ? await json(request) : undefined]);
    response.writeHead(status, { location: "/elsewhere" }).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close().closeAllConnections());
  return { client: createCrmClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), requests, server };
}

for (const [status, answer] of [
  [201, "accepted"],
  [200, "accepted"],
  [400, "refused"],
  [409, "refused"],
  [422, "refused"],
  [302, "unavailable"],
  [401, "unavailable"],
  [404, "unavailable"],
  [429, "unavailable"],
  [503, "unavailable"],
] as const) {
  it(`takes ${status} from the CRM for ${answer}`, async (t) => {
    const { client, requests } = await startCrm(t, status);
    assert.equal(await client.send(submission), answer);
    assert.deepEqual(requests, [["POST /applications", submission]]);
  });
}

it("notices that nobody listens", async (t) => {
  const { client, server } = await startCrm(t, 200);
  assert.equal(await client.isReachable(), true);
  server.close().closeAllConnections();
  assert.equal(await client.send(submission), "unavailable");
  assert.equal(await client.isReachable(), false);
});
