import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { application, form, reference, screens, setUp, typed } from "./support.ts";

describe("the screens", () => {
  it("are the ones in the configuration", async () => {
    const { get } = await setUp();
    const { status, page, headers } = await get("/");
    assert.equal(status, 200);
    assert.match(String(headers["content-type"]), /^text\/html/);
    assert.ok(page.includes(`<h1>${screens.screens[0]?.title}</h1>`));
    assert.ok(page.includes(`href="${form.path}"`));
  });

  it("ask every question with a label of its own", async () => {
    const { page } = await (await setUp()).get(form.path);
    for (const name of Object.keys(typed)) {
      assert.ok(page.includes(`<label for="${name}">`), name);
      assert.ok(page.includes(`id="${name}" name="${name}"`), name);
    }
  });

  it("may load nothing from elsewhere, and run no scripts", async () => {
    const { headers } = await (await setUp()).get("/");
    assert.match(String(headers["content-security-policy"]), /default-src 'none'; style-src 'self'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
  });
});

describe("sending the form", () => {
  it("gives the gateway the application, and leads to what became of it", async () => {
    const { gateway, post, get } = await setUp();
    const { status, headers } = await post(typed);
    assert.deepEqual([status, headers.location], [303, `/applications/${reference}`]);
    assert.deepEqual(gateway.submitted, [application]);
    assert.match((await get(`/applications/${reference}`)).page, /<strong id="reference">BH-0123456789<\/strong>/);
  });

  it("says what is wrong beside the field, keeps the answers, and sends nothing", async () => {
    const { gateway, post } = await setUp();
    const { status, page } = await post({ ...typed, "hide.people": "forty", declaration: "no" });
    assert.equal(status, 400);
    assert.match(page, /<title>Error: /);
    assert.match(page, /<a href="#hide.people">Enter a number of people from 1 to 12<\/a>/);
    assert.match(page, /id="hide.people-error">Error: Enter a number of people/);
    assert.match(page, /name="hide.people" aria-describedby="hide.people-error" aria-invalid="true" value="forty"/);
    assert.match(page, /<option value="bittern" selected>/);
    assert.equal(page.match(/aria-invalid/g)?.length, 2);
    assert.deepEqual(gateway.submitted, []);
  });

  it("shows what was typed as text, never as markup", async () => {
    const { post } = await setUp();
    const hostile = `"><script>alert('&')</script>`;
    const { page } = await post({ ...typed, "site.name": hostile, notes: `</textarea>${hostile}`, declaration: "" });
    assert.ok(!page.includes("<script"));
    assert.ok(!page.includes("</textarea>&quot;&gt;") && page.includes("&lt;/textarea&gt;&quot;&gt;&lt;script&gt;"));
    assert.ok(page.includes('value="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"'));
  });

  it("shows what only the gateway refused", async () => {
    const { gateway, post } = await setUp();
    gateway.submitResult = { kind: "refused", problems: [{ path: "/site/name", message: "is odd" }] };
    const first = await post(typed);
    assert.deepEqual([first.status, /id="site.name-error"/.test(first.page)], [400, true]);

    gateway.submitResult = { kind: "refused", problems: [{ path: "/new", message: "is missing" }] };
    assert.ok((await post(typed)).page.includes(screens.messages.failed.title));
  });

  it("says that the service is unavailable, and keeps the answers, while the gateway is down", async () => {
    const { gateway, post } = await setUp();
    gateway.submitResult = { kind: "unavailable" };
    const { status, page } = await post(typed);
    assert.equal(status, 503);
    assert.ok(page.includes(screens.messages.unavailable.title));
    assert.ok(page.includes('value="ada@example.com"'));
  });

  it("does not fail over a request that no form would make", async () => {
    const { gateway, post } = await setUp();
    assert.equal((await post({})).status, 400);
    assert.equal((await post({ __proto__: "x", "constructor.prototype": "y" })).status, 400);
    assert.equal((await post(typed, "application/json")).status, 415);
    assert.equal((await post({ ...typed, notes: "n".repeat(40_000) })).status, 413);
    assert.deepEqual(gateway.submitted, []);
  });
});

describe("a status page", () => {
  for (const status of ["forwarded", "pending", "held"] as const) {
    it(`has words for ${status}`, async () => {
      const { gateway, get } = await setUp();
      gateway.findResult = { kind: "found", status };
      const confirmation = screens.screens.find(({ kind }) => kind === "confirmation");
      const words = confirmation?.kind === "confirmation" && confirmation.statuses[status];
      assert.ok((await get(`/applications/${reference}`)).page.includes(`<p>${words}</p>`));
    });
  }

  it("is not found for an unknown reference, and unavailable without the gateway", async () => {
    const { gateway, get } = await setUp();
    gateway.findResult = { kind: "unknown" };
    assert.equal((await get("/applications/%3Cscript%3E")).status, 404);
    gateway.findResult = { kind: "unavailable" };
    const { status, page } = await get(`/applications/${reference}`);
    assert.deepEqual([status, page.includes(screens.messages.unavailable.text)], [503, true]);
  });
});

describe("everything else", () => {
  it("serves the style sheet, and nothing outside its folder", async () => {
    const { get } = await setUp();
    const { status, headers } = await get("/assets/style.css");
    assert.deepEqual([status, headers["content-type"]], [200, "text/css; charset=utf-8"]);
    for (const path of ["../package.json", "..%2fpackage.json", "%2e%2e/package.json", "", "%00"]) {
      assert.equal((await get(`/assets/${path}`)).status, 404, path);
    }
  });

  it("is a page that says so when there is none", async () => {
    const { status, page, headers } = await (await setUp()).get("/nowhere");
    assert.deepEqual([status, page.includes(screens.messages.notFound.title)], [404, true]);
    assert.ok(headers["content-security-policy"]);
  });

  it("is a page without details when something breaks", async (t) => {
    const { gateway, get, lines } = await setUp();
    t.mock.method(gateway, "find", async () => Promise.reject(new Error("secret detail")));
    const { status, page } = await get(`/applications/${reference}`);
    assert.deepEqual([status, page.includes(screens.messages.failed.title)], [500, true]);
    assert.ok(!page.includes("secret detail"));
    assert.ok(lines.some((line) => line.includes("secret detail")));
  });

  it("is healthy with and without a gateway, and says which", async () => {
    const { gateway, get } = await setUp();
    assert.deepEqual(JSON.parse((await get("/health")).page), { status: "ok", gateway: "reachable" });
    gateway.reachable = false;
    const { status, page } = await get("/health");
    assert.deepEqual([status, JSON.parse(page)], [200, { status: "ok", gateway: "unreachable" }]);
  });
});
