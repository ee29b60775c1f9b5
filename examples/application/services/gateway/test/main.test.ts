import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { application, temporaryDirectory } from "./support.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

it("takes an application, and ends cleanly when told to", async (t) => {
  const env = { ...process.env, PORT: "0", CRM_URL: "http://127.0.0.1:1", STATE_DIRECTORY: temporaryDirectory(t) };
  const service = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(service, "exit");
  const lines = createInterface({ input: service.stdout })[Symbol.asyncIterator]();
  const { url } = JSON.parse((await lines.next()).value ?? "");

  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/applications`, { method: "POST", headers, body: JSON.stringify(application) });
  assert.equal(response.status, 202);
  service.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});

it("says which settings are wrong", async () => {
  const env = { ...process.env, CRM_URL: "", STATE_DIRECTORY: "/state" };
  const service = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
  const exit = once(service, "exit");
  const [message] = await once(service.stderr.setEncoding("utf8"), "data");
  assert.deepEqual([message, await exit], ["CRM_URL is missing\n", [1, null]]);
});
