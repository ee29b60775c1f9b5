import { type Field, type FormScreen, fieldsOf } from "./screens.ts";

/** An object that is filled from a form, and that the contract has yet to accept. */
export type Draft = { [name: string]: Draft | string | number | boolean };

/** What was typed into the fields of a form. Anything else in the request is left where it is. */
export function readTyped(form: FormScreen, payload: unknown): ReadonlyMap<string, string> {
  const sent = new Map(Object.entries(typeof payload === "object" && payload !== null ? payload : {}));
  return new Map(
    fieldsOf(form).map(({ name }) => {
      const value: unknown = sent.get(name);
      return [name, typeof value === "string" ? value.replaceAll("\r\n", "\n") : ""];
    }),
  );
}

/** The answers in the shape of an application. What is not, say, a number stays text, for the contract to refuse. */
export function draftOf(form: FormScreen, typed: ReadonlyMap<string, string>): Draft {
  const draft: Draft = {};
  for (const field of fieldsOf(form)) {
    const [last = "", ...parents] = field.name.split(".").reverse();
    const parent = parents.reduceRight<Draft>((object, name) => {
      const child = object[name] ?? {};
      object[name] = child;
      return child as Draft;
    }, draft);
    parent[last] = answerOf(field, typed.get(field.name) ?? "");
  }
  return draft;
}

function answerOf({ kind }: Field, typed: string): string | number | boolean {
  const trimmed = typed.trim();
  if (kind === "number") return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
  if (kind === "checkbox") return typed === "yes";
  return trimmed;
}

/** The fields that problems with an application are about, by JSON Pointer. */
export function wrongFields(form: FormScreen, problems: readonly { readonly path: string }[]): ReadonlySet<string> {
  const paths = problems.map(({ path }) => path);
  const names = fieldsOf(form).map(({ name }) => name);
  return new Set(names.filter((name) => paths.includes(`/${name.replaceAll(".", "/")}`)));
}
