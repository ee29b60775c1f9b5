import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

it("shows pages without a gateway, and ends cleanly when told to", async () => {
  const env = { ...process.env, PORT: "0", GATEWAY_URL: "http://127.0.0.1:1" };
  const service = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(service, "exit");
  const lines = createInterface({ input: service.stdout })[Symbol.asyncIterator]();
  const { url } = JSON.parse((await lines.next()).value ?? "");

  assert.equal((await fetch(url)).status, 200);
  assert.equal((await fetch(`${url}/health`)).status, 200);
  service.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});

it("says which settings are wrong", async () => {
  const env = { ...process.env, GATEWAY_URL: "" };
  const service = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
  const exit = once(service, "exit");
  const [message] = await once(service.stderr.setEncoding("utf8"), "data");
  assert.deepEqual([message, await exit], ["GATEWAY_URL must be an HTTP URL\n", [1, null]]);
});
