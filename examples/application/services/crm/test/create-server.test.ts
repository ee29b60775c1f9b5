import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Submission } from "@bird-hides/contract";
import { createServer } from "../src/create-server.ts";
import { createLog } from "../src/log.ts";

const submission: Submission = {
  reference: "BH-0123456789",
  receivedAt: "2027-03-01T09:30:00.000Z",
  application: {
    applicant: { fullName: "Ada Wren", email: "ada@example.com" },
    site: { name: "Leighton Moss", gridReference: "SD 478 750" },
    hide: { species: "bittern", people: 4 },
    period: { from: "2027-05-01", days: 14 },
    notes: "",
    declaration: true,
  },
};

function setUp() {
  const lines: string[] = [];
  const log = createLog("info", (line) => lines.push(line));
  const server = createServer({ host: "127.0.0.1", port: 0, logLevel: "info" }, log);
  return { lines, post: (payload: object) => server.inject({ method: "POST", url: "/applications", payload }), server };
}

describe("the stand-in for the CRM", () => {
  it("takes a valid submission and shows it again", async () => {
    const { post, server } = setUp();
    assert.equal((await post(submission)).statusCode, 201);
    assert.deepEqual(JSON.parse((await server.inject("/applications/BH-0123456789")).payload), submission);
    assert.deepEqual(JSON.parse((await server.inject("/applications")).payload), [submission]);
  });

  it("refuses what breaks the contract, and keeps nothing of it", async () => {
    const { post, server } = setUp();
    const response = await post({ ...submission, application: { ...submission.application, declaration: false } });
    assert.equal(response.statusCode, 400);
    assert.equal(JSON.parse(response.payload).problems[0].path, "/application/declaration");
    assert.equal((await server.inject("/applications")).payload, "[]");
    assert.equal((await server.inject("/applications/BH-0123456789")).statusCode, 404);
  });

  it("takes the same submission once, and no other under its reference", async () => {
    const { post, server } = setUp();
    await post(submission);
    assert.equal((await post(submission)).statusCode, 200);
    assert.equal((await post({ ...submission, receivedAt: "2027-03-02T09:30:00.000Z" })).statusCode, 409);
    assert.deepEqual(JSON.parse((await server.inject("/health")).payload), { status: "ok", received: 1 });
  });

  it("logs one line for each request", async () => {
    const { lines, server } = setUp();
    await server.inject("/applications/BH-0123456789?secret=1");
    const [entry] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      [lines.length, entry.method, entry.path, entry.status],
      [1, "get", "/applications/BH-0123456789", 404],
    );
  });
});
