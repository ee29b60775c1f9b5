import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { application, createParts, submission } from "./support.ts";

describe("passing applications on", () => {
  it("leaves what the CRM does not take, and takes it up again", async (t) => {
    const { store, crm, forwarder } = createParts(t);
    await store.add(submission);
    Object.assign(crm, { answer: "unavailable", reachable: false });
    await forwarder.forwardPending();
    assert.equal((await store.find(submission.reference))?.status, "pending");

    Object.assign(crm, { answer: "accepted", reachable: true });
    await forwarder.forwardPending();
    assert.deepEqual(await store.find(submission.reference), { status: "forwarded", submission });
    assert.deepEqual(await store.pending(), []);
    assert.deepEqual(crm.sent, [submission, submission]);
  });

  it("asks a CRM that is away about one application only", async (t) => {
    const { store, crm, forwarder } = createParts(t);
    Object.assign(crm, { answer: "unavailable", reachable: false });
    for (const end of ["A", "B", "C"]) await store.add({ ...submission, reference: `BH-000000000${end}` });
    await forwarder.forwardPending();
    assert.equal(crm.sent.length, 1);
  });

  it("goes on with the others when the CRM stumbles over one", async (t) => {
    const { store, crm, forwarder } = createParts(t);
    const [first, second] = ["BH-000000000A", "BH-000000000B"].map((reference) => ({ ...submission, reference }));
    t.mock.method(crm, "send", async (sent: typeof submission) =>
      sent.reference === first?.reference ? "unavailable" : "accepted",
    );
    for (const each of [first, second]) if (each) await store.add(each);
    await forwarder.forwardPending();
    assert.deepEqual(await store.pending(), [first?.reference]);
  });

  it("holds what the CRM refuses, for a person to look at", async (t) => {
    const { store, crm, forwarder, lines } = createParts(t);
    await store.add(submission);
    crm.answer = "refused";
    assert.equal(await forwarder.forward(submission), "held");
    await forwarder.forwardPending();
    assert.equal(crm.sent.length, 1);
    assert.equal((await store.find(submission.reference))?.status, "held");
    assert.equal(JSON.parse(lines[0] ?? "").level, "error");
  });

  it("takes up what an earlier process left, and ends what is on its way before it stops", async (t) => {
    const { store, crm, forwarder } = createParts(t);
    await store.add({ ...submission, application: { ...application, notes: "left behind" } });
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<"accepted">();
    t.mock.method(crm, "send", () => {
      resolve();
      return answer.promise;
    });
    forwarder.start(60_000);
    await asked;
    const stopped = forwarder.stop();
    answer.resolve("accepted");
    await stopped;
    assert.equal((await store.find(submission.reference))?.status, "forwarded");
  });

  it("survives a store that fails for a while", async (t) => {
    const { store, crm, forwarder } = createParts(t);
    const again = new EventTarget();
    let rounds = 0;
    t.mock.method(store, "pending", async () => {
      rounds += 1;
      if (rounds === 1) throw new Error("the disk is away");
      again.dispatchEvent(new Event("round"));
      return [];
    });
    const second = once(again, "round");
    forwarder.start(1);
    await second;
    await forwarder.stop();
    assert.equal(crm.sent.length, 0);
  });
});
