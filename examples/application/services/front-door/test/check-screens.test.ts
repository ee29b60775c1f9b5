import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkScreens } from "../src/check-screens.ts";
import type { Field, Screens } from "../src/screens.ts";
import { form, screens } from "./support.ts";

const withForm = (change: Partial<typeof form>): Screens => ({
  ...screens,
  screens: screens.screens.map((screen) => (screen.kind === "form" ? { ...screen, ...change } : screen)),
});

const withFields = (change: (fields: readonly Field[]) => readonly Field[]): Screens =>
  withForm({ sections: [{ legend: "All", fields: change(form.sections.flatMap(({ fields }) => fields)) }] });

describe("the screens", () => {
  it("fit the contract", () => assert.deepEqual(checkScreens(screens), []));

  const wrong: [string, Screens, string[]][] = [
    ["nothing at /", { ...screens, screens: screens.screens.slice(1) }, ["no screen has the path /"]],
    [
      "two screens at one path",
      { ...screens, screens: [...screens.screens, ...screens.screens.slice(0, 1)] },
      ["/ is the path of two screens"],
    ],
    ["a way to nowhere", withForm({ next: "/done" }), ["/apply: no confirmation screen has the path /done"]],
    [
      "a question too few",
      withFields((fields) => fields.filter(({ name }) => name !== "period.days")),
      ["/apply: nothing asks for period.days"],
    ],
    [
      "a question too many",
      withFields((fields) => [...fields, { kind: "text", name: "applicant.age", label: "Age", error: "Enter it" }]),
      ["/apply: the contract knows no applicant.age"],
    ],
    [
      "a question twice",
      withFields((fields) => [...fields, ...fields.slice(0, 1)]),
      ["/apply: two fields are called applicant.fullName"],
    ],
    [
      "a bird that is not licensed",
      withFields((fields) =>
        fields.map((field) => (field.options ? { ...field, options: [{ value: "dodo", text: "Dodo" }] } : field)),
      ),
      ["/apply: the contract knows no dodo for hide.species"],
    ],
  ];
  for (const [what, changed, problems] of wrong) {
    it(`are not served with ${what}`, () => assert.deepEqual(checkScreens(changed), problems));
  }
});
