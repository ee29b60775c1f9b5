import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { digestOf } from "../shared/digest.ts"
import { fingerprintPlan } from "./fingerprint.ts"
import { makeBuildPlan } from "./make-plan.ts"

const manifest = (name: string, dependencies: Record<string, string> = {}) =>
  JSON.stringify({ name, version: "1.0.0", main: "main.js", files: ["main.js"], dependencies })

/** A service that depends on one workspace package, beside another service. */
const tree: Readonly<Record<string, string>> = {
  ".dockerignore": "*.md\n",
  "README.md": "read me",
  "package.json": JSON.stringify({ name: "shop", workspaces: ["contract", "web", "other"] }),
  "package-lock.json": JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { name: "shop" },
      contract: { name: "contract", version: "1.0.0" },
      web: { name: "web", version: "1.0.0", dependencies: { contract: "1.0.0" } },
      other: { name: "other", version: "1.0.0" },
      "node_modules/contract": { resolved: "contract", link: true },
      "node_modules/web": { resolved: "web", link: true },
      "node_modules/other": { resolved: "other", link: true },
    },
  }),
  "contract/package.json": manifest("contract"),
  "contract/main.js": "contract",
  "contract/notes.txt": "notes",
  "other/package.json": manifest("other"),
  "other/main.js": "other",
  "web/package.json": manifest("web", { contract: "1.0.0" }),
  "web/main.js": "web",
  "web/main.test.js": "test",
  "web/notes.md": "notes",
}

const definitionOf = (image: object, port: number) =>
  definitionSchema.parse({
    version: 1,
    project: "shop",
    services: { web: { directory: "web", image: { builder: "node", ...image }, run: { port } } },
  })

function keyOf(
  contents: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, string>> = {},
  definition = definitionOf({}, 80),
) {
  const files = Object.entries(contents)
    .map(([path, text]) => ({ path, mode: "100644", oid: digestOf(text).slice(7, 47) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const source = { files, texts: new Map(Object.entries(contents)) }
  return fingerprintPlan(makeBuildPlan(definition, files), source, () => facts).get("web:image")?.key
}

describe("the key of an image's build", () => {
  const base = keyOf(tree)
  const lock = JSON.parse(tree["package-lock.json"] ?? "")
  const matters: Readonly<Record<string, Record<string, string>>> = {
    "its source": { "web/main.js": "other" },
    "a package that it depends on": { "contract/main.js": "other" },
    "the lock file": { "package-lock.json": JSON.stringify({ ...lock, name: "renamed" }) },
    "what the workspaces' root says": { "package.json": JSON.stringify({ name: "shop", workspaces: ["*"] }) },
    "what is left out of it": { ".dockerignore": "" },
    "npm's configuration": { ".npmrc": "omit=optional" },
  }
  for (const [what, change] of Object.entries(matters)) {
    it(`changes with ${what}`, () => assert.notEqual(keyOf({ ...tree, ...change }), base))
  }
  it("changes with the port that the image exposes", () => {
    assert.notEqual(keyOf(tree, {}, definitionOf({}, 81)), base)
  })
  it("changes with where its dependencies are installed", () => {
    assert.notEqual(keyOf(tree, {}, definitionOf({ container: "node:24" }, 80)), base)
  })
  it("changes with its builder", () => assert.notEqual(keyOf(tree, { builder: "node-image/2" }), base))

  const harmless = ["README.md", "web/notes.md", "web/main.test.js", "contract/notes.txt", "other/main.js"]
  for (const path of harmless) {
    it(`is the same with another ${path}`, () => assert.equal(keyOf({ ...tree, [path]: "other" }), base))
  }
})
