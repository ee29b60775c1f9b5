import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { DiskObjectStore } from "../src/disk-object-store.ts";
import type { ObjectStore } from "../src/object-store.ts";
import { S3ObjectStore } from "../src/s3-object-store.ts";
import { startS3StandIn } from "./s3-stand-in.ts";
import { temporaryDirectory } from "./support.ts";

const stores: Record<string, (t: TestContext) => Promise<ObjectStore>> = {
  disk: async (t) => new DiskObjectStore(temporaryDirectory(t)),
  s3: async (t) => new S3ObjectStore(await startS3StandIn(t)),
};

for (const [name, open] of Object.entries(stores)) {
  describe(`objects on ${name}`, () => {
    it("are what was last put there", async (t) => {
      const store = await open(t);
      assert.equal(await store.get("pending/A.json"), undefined);
      await store.put("pending/A.json", "one");
      await store.put("pending/A.json", "zwei – 🦆");
      assert.equal(await store.get("pending/A.json"), "zwei – 🦆");
    });

    it("are listed by folder, in order, however many there are", async (t) => {
      const store = await open(t);
      assert.deepEqual(await store.list("pending"), []);
      for (const key of ["C", "A", "E", "B", "D"]) await store.put(`pending/${key}.json`, key);
      await store.put("held/F.json", "F");
      const keys = ["A", "B", "C", "D", "E"].map((key) => `pending/${key}.json`);
      assert.deepEqual(await store.list("pending"), keys);
    });

    it("are gone once deleted, and deleting twice is no error", async (t) => {
      const store = await open(t);
      await store.put("pending/A.json", "one");
      await store.delete("pending/A.json");
      await store.delete("pending/A.json");
      assert.equal(await store.get("pending/A.json"), undefined);
      assert.deepEqual(await store.list("pending"), []);
    });

    it("cannot be anywhere else", async (t) => {
      const store = await open(t);
      for (const key of [
        "../A.json",
        "pending/../../A.json",
        "/etc/passwd",
        "pending/A.json\n",
        "pending/a/B.json",
        "",
      ]) {
        await assert.rejects(store.put(key, "x"), /Not a key/);
        await assert.rejects(store.get(key), /Not a key/);
        await assert.rejects(store.delete(key), /Not a key/);
      }
    });
  });
}

it("leaves no drafts on disk", async (t) => {
  const directory = temporaryDirectory(t);
  await new DiskObjectStore(directory).put("pending/A.json", "one");
  assert.deepEqual(readdirSync(directory, { recursive: true }).sort(), ["pending", "pending/A.json"]);
});

it("tells a disk that cannot be used from an absent object", async (t) => {
  const directory = temporaryDirectory(t);
  await new DiskObjectStore(directory).put("pending/A.json", "one");
  await assert.rejects(new DiskObjectStore(`${directory}/pending/A.json`).get("pending/A.json"), { code: "ENOTDIR" });
});

it("does not take a refusal for an absent object", async (t) => {
  const settings = await startS3StandIn(t);
  const stranger = new S3ObjectStore({ ...settings, secretAccessKey: "wrong" });
  await assert.rejects(stranger.get("pending/A.json"), /answered 403/);
  await assert.rejects(stranger.put("pending/A.json", "x"), /answered 403/);
  await assert.rejects(new S3ObjectStore({ ...settings, bucket: "other" }).list("pending"), /bucket does not exist/);
});
