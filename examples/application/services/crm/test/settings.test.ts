import assert from "node:assert/strict";
import { it } from "node:test";
import { readSettings } from "../src/settings.ts";

it("has defaults for one machine", () => {
  assert.deepEqual(readSettings({}), { ok: true, settings: { host: "127.0.0.1", port: 3002, logLevel: "info" } });
});

it("tells every problem at once", () => {
  assert.deepEqual(readSettings({ PORT: "http", LOG_LEVEL: "loud" }), {
    ok: false,
    problems: ["PORT must be a port number", "LOG_LEVEL must be debug, info, warn or error"],
  });
});
