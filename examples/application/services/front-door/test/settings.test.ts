import assert from "node:assert/strict";
import { it } from "node:test";
import { readSettings } from "../src/settings.ts";

it("has defaults for one machine", () => {
  const settings = { host: "127.0.0.1", port: 3000, logLevel: "info", gatewayUrl: "http://127.0.0.1:3001" };
  assert.deepEqual(readSettings({ GATEWAY_URL: "http://127.0.0.1:3001/" }), { ok: true, settings });
});

it("tells every problem at once", () => {
  assert.deepEqual(readSettings({ PORT: "70000", LOG_LEVEL: "loud", GATEWAY_URL: "file:///etc" }), {
    ok: false,
    problems: [
      "PORT must be a port number",
      "LOG_LEVEL must be debug, info, warn or error",
      "GATEWAY_URL must be an HTTP URL",
    ],
  });
});
