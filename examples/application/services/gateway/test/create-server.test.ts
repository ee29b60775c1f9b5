import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { isReference } from "@bird-hides/contract";
import { createServer } from "../src/create-server.ts";
import { application, createParts, submission } from "./support.ts";

function setUp(t: TestContext) {
  const parts = createParts(t);
  const server = createServer({ host: "127.0.0.1", port: 0 }, parts);
  const call = async (url: string, payload?: unknown) => {
    const options = payload === undefined ? {} : { payload: JSON.stringify(payload) };
    const headers = { "content-type": "application/json" };
    const response = await server.inject({ method: payload === undefined ? "GET" : "POST", url, headers, ...options });
    return { status: response.statusCode, body: JSON.parse(response.payload), headers: response.headers };
  };
  return { ...parts, call };
}

describe("POST /applications", () => {
  it("stores the application and passes it on unchanged", async (t) => {
    const { call, crm, store } = setUp(t);
    const { status, body, headers } = await call("/applications", application);
    assert.deepEqual([status, body.status, headers.location], [201, "forwarded", `/applications/${body.reference}`]);
    assert.equal(isReference(body.reference), true);
    assert.deepEqual(crm.sent[0]?.application, application);
    assert.deepEqual((await store.find(body.reference))?.submission, crm.sent[0]);
  });

  it("takes the application while the CRM is away", async (t) => {
    const { call, crm } = setUp(t);
    crm.answer = "unavailable";
    const { status, body } = await call("/applications", application);
    assert.deepEqual([status, body.status], [202, "pending"]);
    assert.equal((await call(`/applications/${body.reference}`)).body.status, "pending");
  });

  it("takes the application when it was passed on but this could not be noted", async (t) => {
    const { call, store } = setUp(t);
    t.mock.method(store, "settle", async () => Promise.reject(new Error("the disk is full")));
    assert.equal((await call("/applications", application)).status, 202);
    assert.equal((await store.pending()).length, 1);
  });

  it("refuses what breaks the contract, with a list of problems", async (t) => {
    const { call, crm, directory } = setUp(t);
    const { status, body } = await call("/applications", { ...application, notes: 1, extra: true });
    assert.equal(status, 400);
    assert.deepEqual(body.problems, [
      { path: "/extra", message: "is unknown" },
      { path: "/notes", message: "must be string" },
    ]);
    assert.deepEqual([crm.sent, readdirSync(directory)], [[], []]);
  });

  it("does not say it has what it could not store", async (t) => {
    const { call, crm, store } = setUp(t);
    t.mock.method(store, "add", async () => Promise.reject(new Error("the disk is full")));
    assert.equal((await call("/applications", application)).status, 500);
    assert.equal(crm.sent.length, 0);
  });
});

describe("GET /applications/{reference}", () => {
  it("shows an application and its status", async (t) => {
    const { call, store } = setUp(t);
    await store.add(submission);
    const { status, body } = await call(`/applications/${submission.reference}`);
    assert.deepEqual([status, body], [200, { status: "pending", ...submission }]);
  });

  for (const hostile of [
    "BH-9999999999",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "pending%2fBH-0123456789",
    "BH-0123456789%00",
  ]) {
    it(`finds nothing under ${hostile}`, async (t) => {
      const { call, store } = setUp(t);
      await store.add(submission);
      assert.equal((await call(`/applications/${hostile}`)).status, 404);
    });
  }
});

describe("GET /health", () => {
  it("is good while the CRM is away, and says so", async (t) => {
    const { call, crm, store } = setUp(t);
    crm.reachable = false;
    await store.add(submission);
    const { status, body } = await call("/health");
    assert.deepEqual([status, body], [200, { status: "ok", storage: "ok", pending: 1, crm: "unreachable" }]);
  });

  it("is bad while there is nowhere to keep an application", async (t) => {
    const { call, store } = setUp(t);
    t.mock.method(store, "pending", async () => Promise.reject(new Error("the disk is away")));
    const { status, body } = await call("/health");
    assert.deepEqual([status, body], [503, { status: "failing", storage: "failing", crm: "reachable" }]);
  });
});
