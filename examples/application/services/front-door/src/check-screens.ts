import { applicationSchema } from "@bird-hides/contract";
import { type FormScreen, fieldsOf, type Screens } from "./screens.ts";

/** The part of JSON Schema that the contract uses and a form can ask about. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
}

/** What in the screens does not fit the contract or each other; empty when they can be served. */
export function checkScreens({ screens }: Screens): readonly string[] {
  const forms = screens.filter((screen) => screen.kind === "form");
  const confirmations = screens.filter(({ kind }) => kind === "confirmation").map(({ path }) => path);
  return [
    ...(screens.some(({ path }) => path === "/") ? [] : ["no screen has the path /"]),
    ...repeated(screens.map(({ path }) => path)).map((path) => `${path} is the path of two screens`),
    ...forms.flatMap((form) => checkForm(form).map((problem) => `${form.path}: ${problem}`)),
    ...forms
      .filter(({ next }) => !confirmations.includes(next))
      .map(({ path, next }) => `${path}: no confirmation screen has the path ${next}`),
  ];
}

function checkForm(form: FormScreen): readonly string[] {
  const answers = answersOf(applicationSchema);
  const names = fieldsOf(form).map(({ name }) => name);
  return [
    ...repeated(names).map((name) => `two fields are called ${name}`),
    ...names.filter((name) => !answers.has(name)).map((name) => `the contract knows no ${name}`),
    ...[...answers.keys()].filter((name) => !names.includes(name)).map((name) => `nothing asks for ${name}`),
    ...fieldsOf(form).flatMap(({ name, options = [] }) =>
      options
        .filter(({ value }) => !answers.get(name)?.enum?.includes(value))
        .map(({ value }) => `the contract knows no ${value} for ${name}`),
    ),
  ];
}

/** The leaves of a schema by their dotted path: every one is required by the contract. */
function answersOf(schema: Schema, prefix = ""): ReadonlyMap<string, Schema> {
  return new Map(
    Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      property.properties ? [...answersOf(property, `${prefix}${name}.`)] : [[`${prefix}${name}`, property] as const],
    ),
  );
}

function repeated(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
