import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formOf, hrefOf, open } from "../src/browser.ts";
import { urlOf } from "../src/environment.ts";

describe("the front door", () => {
  it("is healthy, and reaches the gateway", async () => {
    const response = await fetch(`${urlOf("FRONT_DOOR_URL")}/health`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: "ok", gateway: "reachable" });
  });

  it("leads from the start page to the form", async () => {
    const start = await open(urlOf("FRONT_DOOR_URL"));
    assert.equal(start.status, 200);
    assert.match(start.html, /<h1>[^<]+<\/h1>/);
    const form = formOf(await open(hrefOf(start, /class="button"/)));
    assert.ok(form.names.includes("applicant.email"), form.names.join());
  });

  it("serves the style sheet that its pages ask for", async () => {
    const response = await fetch(hrefOf(await open(urlOf("FRONT_DOOR_URL")), /rel="stylesheet"/));
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/css/);
    assert.ok((await response.text()).length > 0);
  });

  it("has a page for what does not exist, there and at the gateway", async () => {
    for (const path of ["nowhere", "applications/BH-0000000000"]) {
      const { status, html } = await open(`${urlOf("FRONT_DOOR_URL")}/${path}`);
      assert.equal(status, 404, path);
      assert.match(html, /<h1>[^<]+<\/h1>/);
    }
  });
});
