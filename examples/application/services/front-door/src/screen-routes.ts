import { validateApplication } from "@bird-hides/contract";
import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from "@hapi/hapi";
import type { Gateway } from "./gateway-client.ts";
import { draftOf, readTyped, wrongFields } from "./read-answers.ts";
import { type FormState, renderForm } from "./render-form.ts";
import { renderConfirmation, renderContent, renderNotice } from "./render-page.ts";
import type { ConfirmationScreen, FormScreen, Screen, Screens } from "./screens.ts";

/** The routes of one screen. */
export function routesOf(screens: Screens, screen: Screen, gateway: Gateway): ServerRoute[] {
  switch (screen.kind) {
    case "content":
      return [{ method: "GET", path: screen.path, handler: () => renderContent(screens, screen) }];
    case "form":
      return formRoutes(screens, screen, gateway);
    case "confirmation":
      return [{ method: "GET", path: screen.path, handler: confirmationHandler(screens, screen, gateway) }];
  }
}

function formRoutes(screens: Screens, form: FormScreen, gateway: Gateway): ServerRoute[] {
  const empty: FormState = { typed: new Map(), wrong: new Set() };
  return [
    { method: "GET", path: form.path, handler: () => renderForm(screens, form, empty) },
    {
      method: "POST",
      path: form.path,
      options: { payload: { allow: "application/x-www-form-urlencoded", maxBytes: 32_768 } },
      handler: async ({ payload }, h) => await submit(h, payload),
    },
  ];

  async function submit(h: ResponseToolkit, payload: unknown): Promise<ResponseObject> {
    const typed = readTyped(form, payload);
    const again = (code: number, state: Omit<FormState, "typed">) =>
      h.response(renderForm(screens, form, { typed, ...state })).code(code);

    const application = validateApplication(draftOf(form, typed));
    if (!application.valid) return again(400, { wrong: wrongFields(form, application.problems) });

    const result = await gateway.submit(application.value);
    switch (result.kind) {
      case "taken":
        return h.redirect(form.next.replace("{reference}", encodeURIComponent(result.reference))).code(303);
      case "refused": {
        // Only while a newer gateway runs with a stricter contract than ours. It may refuse what no field asks for.
        const wrong = wrongFields(form, result.problems);
        return again(400, wrong.size > 0 ? { wrong } : { wrong, notice: screens.messages.failed });
      }
      case "unavailable":
        return again(503, { wrong: new Set(), notice: screens.messages.unavailable });
    }
  }
}

function confirmationHandler(screens: Screens, screen: ConfirmationScreen, gateway: Gateway) {
  return async ({ params }: Request, h: ResponseToolkit): Promise<ResponseObject> => {
    const reference = String(params.reference);
    const result = await gateway.find(reference);
    switch (result.kind) {
      case "found":
        return h.response(renderConfirmation(screens, screen, { reference, status: result.status }));
      case "unknown":
        return h.response(renderNotice(screens, screens.messages.notFound)).code(404);
      case "unavailable":
        return h.response(renderNotice(screens, screens.messages.unavailable)).code(503);
    }
  };
}
