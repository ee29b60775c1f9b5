import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSettings } from "../src/settings.ts";

const s3 = {
  CRM_URL: "http://127.0.0.1:3002/",
  STORAGE: "s3",
  S3_ENDPOINT: "https://s3.example.com",
  S3_BUCKET: "licences",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "secret",
};

describe("the settings", () => {
  it("keep applications in the directory that the platform gives, unless told otherwise", () => {
    const base = { CRM_URL: "http://127.0.0.1:3002/", STATE_DIRECTORY: "/state" };
    const expected = {
      host: "127.0.0.1",
      port: 3001,
      logLevel: "info",
      crmUrl: "http://127.0.0.1:3002",
      retryMilliseconds: 5000,
      storage: { kind: "disk", directory: "/state" },
    };
    assert.deepEqual(readSettings(base), { ok: true, settings: expected });
    const own = readSettings({ ...base, STORAGE_DIRECTORY: "/own" });
    assert.deepEqual(own.ok && own.settings.storage, { kind: "disk", directory: "/own" });
  });

  it("name a bucket", () => {
    const result = readSettings({ ...s3, AWS_SESSION_TOKEN: "token" });
    assert.deepEqual(result.ok && result.settings.storage, {
      kind: "s3",
      endpoint: "https://s3.example.com",
      bucket: "licences",
      region: "us-east-1",
      accessKeyId: "id",
      secretAccessKey: "secret",
      sessionToken: "token",
    });
  });

  const wrong: [object, string[]][] = [
    [{}, ["CRM_URL is missing", "STORAGE_DIRECTORY or STATE_DIRECTORY is missing"]],
    [
      { ...s3, PORT: "x", LOG_LEVEL: "loud" },
      ["LOG_LEVEL must be debug, info, warn or error", "PORT must be from 0 to 65535"],
    ],
    [{ ...s3, CRM_URL: "file:///etc" }, ["CRM_URL must be an HTTP URL"]],
    [{ ...s3, STORAGE: "tape" }, ["STORAGE must be disk or s3"]],
    [{ ...s3, S3_ENDPOINT: "s3", S3_BUCKET: "" }, ["S3_ENDPOINT must be an HTTP URL", "S3_BUCKET is missing"]],
  ];
  for (const [env, problems] of wrong) {
    it(`tell that ${problems.join(", ")}`, () => assert.deepEqual(readSettings({ ...env }), { ok: false, problems }));
  }
});
