import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { type Application, validateSubmission } from "@bird-hides/contract";
import { formOf, hrefOf, open, submit } from "../src/browser.ts";
import { received, receivedFrom } from "../src/crm.ts";
import { urlOf } from "../src/environment.ts";

/** An applicant whom no other run of these tests knows. */
function applicant() {
  const email = `e2e-${randomUUID()}@example.com`;
  const application: Application = {
    applicant: { fullName: "Zoë O'Hare", email },
    site: { name: 'Reed & Marsh <north> "B"', gridReference: "SD 478 750" },
    hide: { species: "kingfisher", people: 3 },
    period: { from: "2028-02-29", days: 21 },
    notes: "Bring 50% more canvas + poles.\n\nKeep to the path; no dogs? 🦆",
    declaration: true,
  };
  const answers = {
    "applicant.fullName": "Zoë O'Hare",
    "applicant.email": email,
    "site.name": 'Reed & Marsh <north> "B"',
    "site.gridReference": "SD 478 750",
    "hide.species": "kingfisher",
    "hide.people": "3",
    "period.from": "2028-02-29",
    "period.days": "21",
    notes: "Bring 50% more canvas + poles.\r\n\r\nKeep to the path; no dogs? 🦆",
    declaration: "yes",
  };
  return { email, application, answers };
}

async function openForm() {
  const start = await open(urlOf("FRONT_DOOR_URL"));
  return formOf(await open(hrefOf(start, /class="button"/)));
}

async function apply(answers: Readonly<Record<string, string>>): Promise<string> {
  const page = await submit(await openForm(), answers);
  assert.equal(page.status, 200, page.html);
  const reference = /id="reference">([^<]+)</.exec(page.html)?.[1];
  assert.ok(reference, `${page.url} shows no reference`);
  assert.ok(page.url.endsWith(`/applications/${reference}`), page.url);
  return reference;
}

describe("an application", { concurrency: true }, () => {
  it("reaches the CRM exactly as it was written, and keeps the contract", async () => {
    const { application, answers } = applicant();
    const reference = await apply(answers);
    const result = validateSubmission(await received(reference));
    assert.ok(result.valid, `The CRM holds what breaks the contract: ${JSON.stringify(result)}`);
    assert.deepEqual(result.value.application, application);
    assert.equal(result.value.reference, reference);
  });

  it("that is not complete is refused with a message beside each field, and stays here", async () => {
    const { email, answers } = applicant();
    const { declaration, ...undeclared } = answers;
    const refused = await submit(await openForm(), { ...undeclared, "hide.people": "13", "period.from": "2027-02-29" });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /role="alert"/);
    for (const name of ["declaration", "hide.people", "period.from"]) {
      assert.match(refused.html, new RegExp(`id="${name}-error">[^<]*\\w`), name);
    }
    assert.equal(refused.html.match(/aria-invalid/g)?.length, 3);

    // What is corrected afterwards arrives. Had the first one been sent as well, it would have arrived before.
    const reference = await apply({ ...answers, declaration });
    await received(reference);
    assert.deepEqual(
      (await receivedFrom(email)).map((submission) => submission.reference),
      [reference],
    );
  });
});

describe("the gateway", { concurrency: true }, () => {
  it("refuses what breaks the contract with a list of problems, whoever sends it, and passes nothing on", async () => {
    const { email, application, answers } = applicant();
    const response = await fetch(`${urlOf("GATEWAY_URL")}/applications`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...application, declaration: false, extra: "<b>" }),
    });
    const { problems } = (await response.json()) as { problems: { path: string }[] };
    assert.equal(response.status, 400);
    assert.deepEqual(problems.map(({ path }) => path).sort(), ["/declaration", "/extra"]);

    const reference = await apply(answers);
    await received(reference);
    assert.equal((await receivedFrom(email)).length, 1);
  });

  it("knows what became of an application", async () => {
    const { application, answers } = applicant();
    const reference = await apply(answers);
    await received(reference);
    const response = await fetch(`${urlOf("GATEWAY_URL")}/applications/${reference}`);
    const stored = (await response.json()) as { status: string; application: unknown };
    assert.ok(["forwarded", "pending"].includes(stored.status), stored.status);
    assert.deepEqual(stored.application, application);
  });
});
