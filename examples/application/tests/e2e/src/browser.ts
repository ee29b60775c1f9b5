/** A page as a browser without scripts would have it. */
export interface Page {
  readonly status: number;
  /** Where redirects led to. */
  readonly url: string;
  readonly html: string;
}

/** A form on a page: where it goes, and the names of what it asks for. */
export interface Form {
  readonly action: string;
  readonly names: readonly string[];
}

/** Opens a page, and follows redirects. */
export async function open(url: string): Promise<Page> {
  return pageOf(await fetch(url));
}

/** Where the link or style sheet leads whose tag matches. Fails when the page has none. */
export function hrefOf({ html, url }: Page, tag: RegExp): string {
  const found = [...html.matchAll(/<(?:a|link) [^>]*>/g)].map(([each]) => each).find((each) => tag.test(each));
  if (!found) throw new Error(`${url} has no link that matches ${tag}`);
  return new URL(attribute(found, "href"), url).href;
}

/** The form on a page. Fails when there is none. */
export function formOf({ html, url }: Page): Form {
  const form = /<form [^>]*>.*?<\/form>/s.exec(html)?.[0];
  if (!form) throw new Error(`${url} has no form`);
  const controls = [...form.matchAll(/<(?:input|select|textarea) [^>]*>/g)];
  return {
    action: new URL(attribute(form, "action"), url).href,
    names: controls.map(([control]) => attribute(control, "name")),
  };
}

/** Fills a form in and sends it. Fails over an answer that the form does not ask for. */
export async function submit({ action, names }: Form, answers: Readonly<Record<string, string>>): Promise<Page> {
  const unasked = Object.keys(answers).filter((name) => !names.includes(name));
  if (unasked.length > 0) throw new Error(`The form does not ask for ${unasked.join(", ")}`);
  return pageOf(await fetch(action, { method: "POST", body: new URLSearchParams(answers) }));
}

async function pageOf(response: Response): Promise<Page> {
  return { status: response.status, url: response.url, html: await response.text() };
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}
