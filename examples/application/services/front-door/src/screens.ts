/** One question of a form. `name` is the dotted path of the answer in an application, for instance `site.name`. */
export interface Field {
  readonly kind: "text" | "email" | "number" | "date" | "textarea" | "select" | "checkbox";
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly autocomplete?: string;
  /** Only for `select`. */
  readonly options?: readonly { readonly value: string; readonly text: string }[];
  /** What to say when the answer breaks the contract. */
  readonly error: string;
}

/** A page that is only read. */
export interface ContentScreen {
  readonly kind: "content";
  readonly path: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly points?: { readonly heading: string; readonly items: readonly string[] };
  readonly action?: { readonly text: string; readonly path: string };
}

/** A page that collects an application. `next` is where to go with the `{reference}` it was given. */
export interface FormScreen {
  readonly kind: "form";
  readonly path: string;
  readonly title: string;
  readonly submit: string;
  readonly next: string;
  readonly sections: readonly { readonly legend: string; readonly fields: readonly Field[] }[];
}

/** A page that shows what became of the application in its path's `{reference}`. */
export interface ConfirmationScreen {
  readonly kind: "confirmation";
  readonly path: string;
  readonly title: string;
  readonly referenceLabel: string;
  readonly statuses: Readonly<Record<"forwarded" | "pending" | "held", string>>;
}

/** A route and what it shows. */
export type Screen = ContentScreen | FormScreen | ConfirmationScreen;

/** A page that says what went wrong. */
export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** Everything that people see: the content of `config/screens.json`. */
export interface Screens {
  readonly service: string;
  readonly screens: readonly Screen[];
  readonly messages: {
    readonly skip: string;
    readonly errorPrefix: string;
    readonly problems: string;
    readonly choose: string;
    readonly notFound: Notice;
    readonly badRequest: Notice;
    readonly failed: Notice;
    readonly unavailable: Notice;
  };
}

/** The fields of a form, whatever their section. */
export function fieldsOf(form: FormScreen): readonly Field[] {
  return form.sections.flatMap(({ fields }) => fields);
}
