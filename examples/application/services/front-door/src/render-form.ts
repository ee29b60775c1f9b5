import { type Html, html, type Part } from "./html.ts";
import { renderPage } from "./render-page.ts";
import { type Field, type FormScreen, fieldsOf, type Notice, type Screens } from "./screens.ts";

/** A form as it is shown: what was typed, which fields are wrong, and what else there is to say. */
export interface FormState {
  readonly typed: ReadonlyMap<string, string>;
  /** Names of the fields whose answers break the contract. */
  readonly wrong: ReadonlySet<string>;
  /** Why the application could not be sent, although nothing is wrong with it. */
  readonly notice?: Notice;
}

/** A page with a form, its answers kept and its problems beside the fields. */
export function renderForm(screens: Screens, form: FormScreen, state: FormState): string {
  const { messages } = screens;
  const wrong = fieldsOf(form).filter(({ name }) => state.wrong.has(name));
  const main = html`${state.notice && renderSummary(state.notice.title, html`<p>${state.notice.text}</p>`)}
${wrong.length > 0 && renderSummary(messages.problems, renderLinks(wrong))}
<h1>${form.title}</h1>
<form method="post" action="${form.path}" novalidate>
${form.sections.map(
  ({ legend, fields }) => html`<fieldset>
<legend>${legend}</legend>
${fields.map((field) => renderField(field, state, screens))}
</fieldset>
`,
)}<button type="submit">${form.submit}</button>
</form>`;
  const prefix = wrong.length > 0 || state.notice ? messages.errorPrefix : "";
  return renderPage(screens, `${prefix}${form.title}`, main);
}

function renderSummary(title: string, content: Html): Html {
  return html`<div class="summary" role="alert"><h2>${title}</h2>${content}</div>`;
}

function renderLinks(fields: readonly Field[]): Html {
  return html`<ul>${fields.map(({ name, error }) => html`<li><a href="#${name}">${error}</a></li>`)}</ul>`;
}

function renderField(field: Field, { typed, wrong }: FormState, screens: Screens): Html {
  const { name, hint, error, label } = field;
  const isWrong = wrong.has(name);
  const describedBy = [hint && `${name}-hint`, isWrong && `${name}-error`].filter(Boolean).join(" ");
  const attributes = html`id="${name}" name="${name}"${describedBy && html` aria-describedby="${describedBy}"`}${
    isWrong && html` aria-invalid="true"`
  }${field.autocomplete && html` autocomplete="${field.autocomplete}"`}`;
  const control = renderControl(field, attributes, typed.get(name) ?? "", screens);
  const caption = html`<label for="${name}">${label}</label>`;
  const below: Part = [
    hint && html`<p class="hint" id="${name}-hint">${hint}</p>`,
    isWrong && html`<p class="error" id="${name}-error">${screens.messages.errorPrefix}${error}</p>`,
  ];
  return html`<div class="${isWrong ? "field wrong" : "field"}">
${field.kind === "checkbox" ? html`${below}${control} ${caption}` : html`${caption}${below}${control}`}
</div>
`;
}

function renderControl(field: Field, attributes: Html, typed: string, { messages }: Screens): Html {
  switch (field.kind) {
    case "textarea":
      // The line break after the tag is not part of the value: without it, one that was typed first would be lost.
      return html`<textarea rows="5" ${attributes}>\n${typed}</textarea>`;
    case "select":
      return html`<select ${attributes}><option value="">${messages.choose}</option>${field.options?.map(
        ({ value, text }) => html`<option value="${value}"${value === typed && html` selected`}>${text}</option>`,
      )}</select>`;
    case "checkbox":
      return html`<input type="checkbox" value="yes" ${attributes}${typed === "yes" && html` checked`}>`;
    case "number":
      return html`<input type="text" inputmode="numeric" ${attributes} value="${typed}">`;
    case "text":
    case "email":
    case "date":
      return html`<input type="${field.kind}" ${attributes} value="${typed}">`;
  }
}
