import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { type Application, isReference, validateApplication, validateSubmission } from "../src/index.ts";

const application: Application = {
  applicant: { fullName: "Ada Wren", email: "ada@example.com" },
  site: { name: "Leighton Moss", gridReference: "SD 478 750" },
  hide: { species: "bittern", people: 4 },
  period: { from: "2028-02-29", days: 14 },
  notes: "Two tripods.\nNo dogs.",
  declaration: true,
};

const paths = (value: unknown): string[] => {
  const result = validateApplication(value);
  return result.valid ? [] : result.problems.map(({ path }) => path);
};

describe("an application", () => {
  it("is taken when it keeps the contract", () => {
    assert.deepEqual(validateApplication(application), { valid: true, value: application });
  });

  const refused: [string, object, string][] = [
    ["a blank name", { applicant: { ...application.applicant, fullName: "  " } }, "/applicant/fullName"],
    [
      "a name of 101 characters",
      { applicant: { ...application.applicant, fullName: "a".repeat(101) } },
      "/applicant/fullName",
    ],
    ["a control character", { site: { ...application.site, name: "Moss\u0000" } }, "/site/name"],
    ["an address without a domain", { applicant: { ...application.applicant, email: "ada@" } }, "/applicant/email"],
    ["an unknown bird", { hide: { ...application.hide, species: "dodo" } }, "/hide/species"],
    ["nobody in the hide", { hide: { ...application.hide, people: 0 } }, "/hide/people"],
    ["a number in a string", { hide: { ...application.hide, people: "4" } }, "/hide/people"],
    ["a day that does not exist", { period: { ...application.period, from: "2027-02-29" } }, "/period/from"],
    ["29 days", { period: { ...application.period, days: 29 } }, "/period/days"],
    ["notes of 501 characters", { notes: "n".repeat(501) }, "/notes"],
    ["no declaration", { declaration: false }, "/declaration"],
    ["something of another contract", { "a/b": 1 }, "/a~1b"],
  ];
  for (const [what, change, path] of refused) {
    it(`is refused for ${what}`, () => assert.deepEqual(paths({ ...application, ...change }), [path]));
  }

  it("counts characters, not UTF-16 units", () => {
    assert.deepEqual(paths({ ...application, site: { ...application.site, name: "🦆".repeat(100) } }), []);
  });

  it("is told everything that is missing at once", () => {
    const result = validateApplication({ ...application, applicant: {} });
    assert.deepEqual(result, {
      valid: false,
      problems: [
        { path: "/applicant/fullName", message: "is missing" },
        { path: "/applicant/email", message: "is missing" },
      ],
    });
  });

  it("is not some other kind of value", () => assert.deepEqual(paths(null), [""]));
});

describe("a submission", () => {
  const submission = { reference: "BH-0123456789", receivedAt: "2027-03-01T09:30:00.000Z", application };

  it("holds a valid application", () => {
    assert.equal(validateSubmission(submission).valid, true);
    assert.equal(validateSubmission({ ...submission, application: {} }).valid, false);
  });

  it("has a reference that is safe in a path", () => {
    assert.equal(isReference(submission.reference), true);
    for (const hostile of ["../../etc/passwd", "BH-0123456789/..", "BH-0123456789\n", "bh-0123456789", "", 7]) {
      assert.equal(isReference(hostile), false);
      assert.equal(validateSubmission({ ...submission, reference: hostile }).valid, false);
    }
  });
});

it("publishes the schema as JSON, for readers in other languages", async () => {
  const schema = JSON.parse(await readFile(new URL("../dist/application.schema.json", import.meta.url), "utf8"));
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.deepEqual(schema.required, Object.keys(application));
});
