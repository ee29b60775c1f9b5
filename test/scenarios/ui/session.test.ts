import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { accessibilityProblems } from "../../support/accessibility.ts"
import { BrowserPerson, skipWithoutBrowser, startBrowser } from "../../support/browser.ts"
import { OWNER, ServerRig } from "../../support/server-rig.ts"
import { tinyProject } from "../../support/tiny-project.ts"

const PATH = "\nenvironments:\n  uat: { from: { branch: main }, target: local }\n"

test("a session changes things only with its own token, and ends with the token that it was begun with", async (t) => {
  const rig = await ServerRig.start(t, tinyProject(t, PATH))
  const token = await rig.tokenOf("alice")
  const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
    fetch(`${rig.url}/api/v1${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })

  assert.equal((await ask("POST", "/session", {}, { token: "slp_wrong" })).status, 401)
  const signedIn = await ask("POST", "/session", {}, { token })
  assert.equal(signedIn.status, 201)
  const [given = ""] = signedIn.headers.getSetCookie()
  assert.match(given, /^slipway_session=[\w.-]+; Max-Age=43200; Path=\/api; HttpOnly; SameSite=Strict$/)
  assert(!given.includes(token))
  const { csrf } = (await signedIn.json()) as { csrf: string }
  const cookie = given.split(";")[0] ?? ""

  const hold = (headers: Record<string, string>) => ask("POST", "/environments/uat/hold", headers, { reason: "no" })
  assert.equal((await ask("GET", "/status", { cookie })).status, 200)
  for (const headers of [{ cookie }, { cookie, "x-slipway-csrf": `${csrf.slice(1)}A` }]) {
    const refused = await hold(headers)
    assert.equal(refused.status, 403)
    assert.match(await refused.text(), /needs its token in the header x-slipway-csrf/)
  }
  assert.doesNotMatch(await (await hold({ cookie, "x-slipway-csrf": csrf })).text(), /x-slipway-csrf/)

  const { body: tokens } = await rig.api("GET", "/tokens")
  const { id } = (tokens as { id: number; person: string }[]).find(({ person }) => person === "alice") ?? { id: 0 }
  assert.equal((await rig.api("DELETE", `/tokens/${id}`)).status, 204)
  assert.equal((await ask("GET", "/status", { cookie })).status, 401)
})

test("pages come with a policy that allows nothing inline and nothing from elsewhere, and no file but their own", async (t) => {
  const rig = await ServerRig.start(t, tinyProject(t, PATH))
  const page = await fetch(rig.url)
  assert.equal(page.status, 200)
  const policy = page.headers.get("content-security-policy") ?? ""
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{22}';/)
  assert(!policy.includes("unsafe"))
  const again = await fetch(rig.url)
  assert.notEqual(again.headers.get("content-security-policy"), policy)
  assert.match(await page.text(), /<div id="root">/)
  for (const path of ["/assets/none.js", "/assets/../../package.json", "/assets/..%2f..%2fpackage.json"]) {
    assert.doesNotMatch(await (await fetch(new Request(rig.url + path))).text(), /"name": "slipway"/)
  }
  assert.equal((await fetch(`${rig.url}/api/v1/none`, { headers: { authorization: "Bearer x" } })).status, 401)
  assert.equal((await fetch(rig.url, { method: "POST" })).status, 405)
})

describe("signing in", { skip: skipWithoutBrowser }, () => {
  test("is asked for, refuses a wrong token in words, and signing out ends it", async (t) => {
    const rig = await ServerRig.start(t, tinyProject(t, PATH))
    const person = await BrowserPerson.open(await startBrowser(t), rig.url)
    const { page } = person
    await page.goto("/?rows=releases")
    await page.getByRole("heading", { name: "Sign in to Slipway" }).waitFor()
    assert.deepEqual(await accessibilityProblems(page), [])
    await page.getByLabel("Token", { exact: true }).fill("slp_wrong")
    await page.keyboard.press("Enter")
    await page.getByRole("alert").getByText("the token is not valid here").waitFor()
    await person.signIn(await rig.tokenOf(OWNER))
    assert.equal(await page.evaluate("document.cookie"), "")
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByRole("heading", { name: "Sign in to Slipway" }).waitFor()
    assert.deepEqual(await person.context.cookies(), [])
    assert.deepEqual(person.complaints, [])
  })
})
