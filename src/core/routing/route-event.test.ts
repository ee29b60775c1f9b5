import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { branchHash } from "../environment/environment-name.ts"
import { routeEvent, tagFits } from "./route-event.ts"

const rules = definitionSchema.parse({
  version: 1,
  project: "shop",
  branches: { protected: ["main", "stable"], allowed: ["feature/*", "hotfix/*", "release/**"] },
  targets: { here: { kind: "process" } },
  environments: {
    preview: { from: { branch: "feature/*" }, ephemeral: {}, target: "here" },
    uat: { from: { branch: "main" }, target: "here" },
    demo: { from: { branch: "main", when: "manual" }, target: "here" },
    staging: { from: { environment: "uat", when: { tag: "candidate" } }, target: "here" },
    production: {
      from: [
        { environment: "staging", when: { tag: "release" } },
        { branch: "hotfix/*", when: "approved" },
      ],
      name: "{project}-live",
      target: "here",
    },
    accepted: { from: { environment: "uat", when: { branch: "release/**" } }, target: "here" },
    nightly: { from: { branch: "main", when: { tag: "nightly-*" } }, target: "here" },
  },
})

/** What a route comes to, in one line. */
function summary(ref: string, deleted: boolean): string {
  const route = routeEvent(rules, ref, deleted)
  const entries = "entries" in route ? route.entries.map(({ environment, wayIn }) => `${environment}#${wayIn}`) : []
  const kind = route.kind === "tag" ? `tag ${route.names}` : route.kind
  return [kind, ...entries].join(" ")
}

const preview = (branch: string) => `shop-${branchHash(branch)}`

const moved: readonly (readonly [ref: string, summary: string])[] = [
  ["refs/heads/main", "build uat#0"],
  ["refs/heads/stable", "build"],
  ["refs/heads/feature/hello", `build ${preview("feature/hello")}#0`],
  ["refs/heads/feature/a/b", "refused"],
  ["refs/heads/hotfix/login", "build shop-live#1"],
  ["refs/heads/release/1/2", "build accepted#0"],
  ["refs/heads/whatever", "refused"],
  ["refs/heads/feature/$(touch pwned)", `build ${preview("feature/$(touch pwned)")}#0`],
  ["refs/heads/--upload-pack=x", "refused"],
  ["refs/tags/v1.2.0", "tag release shop-live#0"],
  ["refs/tags/v1.2.0-rc.4", "tag candidate staging#0"],
  ["refs/tags/1.2.0", "nothing"],
  ["refs/tags/nightly-7", "tag null nightly#0"],
  ["refs/tags/anything", "nothing"],
  ["refs/notes/commits", "refused"],
  ["HEAD", "refused"],
]
describe("a ref that is new or has moved", () => {
  for (const [ref, expected] of moved) it(`${ref}: ${expected}`, () => assert.equal(summary(ref, false), expected))
})

const gone: readonly (readonly [ref: string, summary: string])[] = [
  ["refs/heads/feature/hello", "teardown"],
  ["refs/heads/whatever", "teardown"],
  ["refs/heads/main", "refused"],
  ["refs/heads/stable", "refused"],
  ["refs/tags/v1.2.0", "refused"],
  ["refs/tags/v1.2.0-rc.4", "refused"],
  ["refs/tags/nightly-7", "nothing"],
]
describe("a ref that is gone", () => {
  for (const [ref, expected] of gone) it(`${ref}: ${expected}`, () => assert.equal(summary(ref, true), expected))
})

it("a refusal of a branch lists what is allowed", () => {
  assert.deepEqual(routeEvent(rules, "refs/heads/whatever", false), {
    kind: "refused",
    why: "'whatever' is not an allowed branch name",
    hint: "allowed are feature/*, hotfix/*, release/**",
  })
})

it("only entries of previews are ephemeral", () => {
  const entries = ["refs/heads/main", "refs/heads/feature/x"].flatMap((ref) => {
    const route = routeEvent(rules, ref, false)
    return route.kind === "build" ? route.entries : []
  })
  assert.deepEqual(
    entries.map(({ template, ephemeral }) => [template, ephemeral]),
    [
      ["uat", false],
      ["preview", true],
    ],
  )
})

const tags: readonly (readonly [wanted: string, tag: string, names: "candidate" | "release" | null, fits: boolean])[] =
  [
    ["release", "v1.0.0", "release", true],
    ["release", "v1.0.0-rc.1", "candidate", false],
    ["candidate", "v1.0.0-rc.1", "candidate", true],
    ["candidate", "v1.0.0", "release", false],
    ["release", "release", null, false],
    ["candidate", "candidate", null, false],
    ["v*", "v1.0.0", "release", true],
    ["nightly-*", "nightly-", null, true],
    ["nightly-*", "x-nightly-1", null, false],
  ]
describe("a tag that is waited for", () => {
  for (const [wanted, tag, names, fits] of tags) {
    it(`'${tag}' ${fits ? "is" : "is not"} a '${wanted}'`, () => assert.equal(tagFits(wanted, tag, names), fits))
  }
})
