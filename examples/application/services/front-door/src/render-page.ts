import { type Html, html } from "./html.ts";
import type { ConfirmationScreen, ContentScreen, Notice, Screens } from "./screens.ts";

/** A whole page around its main content. */
export function renderPage({ service, messages }: Screens, title: string, main: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${service}</title>
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">${messages.skip}</a>
<header><a href="/">${service}</a></header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`.text;
}

/** A page that is only read. */
export function renderContent(screens: Screens, { title, paragraphs, points, action }: ContentScreen): string {
  const main = html`<h1>${title}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}
${points && html`<h2>${points.heading}</h2>\n<ul>${points.items.map((item) => html`<li>${item}</li>`)}</ul>`}
${action && html`<p><a class="button" href="${action.path}">${action.text}</a></p>`}`;
  return renderPage(screens, title, main);
}

/** What became of an application. */
export function renderConfirmation(
  screens: Screens,
  { title, referenceLabel, statuses }: ConfirmationScreen,
  { reference, status }: { readonly reference: string; readonly status: keyof ConfirmationScreen["statuses"] },
): string {
  const main = html`<div class="panel">
<h1>${title}</h1>
<p>${referenceLabel} <strong id="reference">${reference}</strong></p>
</div>
<p>${statuses[status]}</p>`;
  return renderPage(screens, title, main);
}

/** What went wrong, in words for the person in front of the screen. */
export function renderNotice(screens: Screens, { title, text }: Notice): string {
  return renderPage(screens, title, html`<h1>${title}</h1>\n<p>${text}</p>`);
}
