import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { describe, test } from "node:test"
import { brief, diagnose, start, takeMarks } from "./fixtures/at-mark.ts"
import { definitionSchema } from "./schema/definition-schema.ts"
import { behaviour } from "./schema-coverage.ts"
import { schemaKeys } from "./shape/schema-keys.ts"

/** Smallest definitions that use what is not supported yet, with a mark where the diagnostic must stand. */
const unsupported: Readonly<Record<string, string>> = {
  "trust.builders=": 'trust: { builders: [server, «"ci:github:acme/shop"] }',
  "services.*.run.cpu": "services: { api: { directory: a, image: { builder: node }, run: { port: 1, «cpu: 0.25 } } }",
  "services.*.run.memory":
    "services: { api: { directory: a, image: { builder: node }, run: { port: 1, «memory: 64MiB } } }",
  "services.*.run.replicas":
    "services: { api: { directory: a, image: { builder: node }, run: { port: 1, «replicas: 2 } } }",
  "resources.*.kind=s3": "resources:\n  files: { kind: «s3 }",
  "targets.*.kind=docker": "targets: { here: { kind: «docker } }",
  "targets.*.kind=ecs": 'targets: { cloud: { kind: «ecs, account: "222222222222", region: eu-west-1 } }',
  migrations: "«migrations: { database: { tool: liquibase, changelog: db.yaml } }",
}

/** The keys of a job are the same ones wherever jobs are, and those of a container wherever it is. */
const canonical = (key: string) =>
  key.replace(/^(packages|services)\.\*\.(?=jobs\b)/, "").replace(/^scanner\.(?=container\.)/, "jobs.*.")

const keys = schemaKeys(definitionSchema).map(({ key, marked }) => ({ key: canonical(key), marked }))

describe("every key of the schema", () => {
  for (const key of new Set(keys.filter(({ marked }) => marked === undefined).map((one) => one.key))) {
    test(`${key} has a behaviour`, async () => {
      const file = behaviour[key]
      assert.ok(file !== undefined, `say in schema-coverage.ts which test shows ${key}`)
      const text = await readFile(new URL(`../../../${file}`, import.meta.url), "utf8")
      const name = key.split(".").findLast((part) => part !== "*") ?? ""
      assert.ok(new RegExp(`\\b${name}\\b`).test(text), `${file} does not mention ${name}`)
    })
  }

  for (const key of new Set(keys.filter(({ marked }) => marked === "itself").map((one) => one.key))) {
    test(`${key} is refused where it stands`, () => {
      const marked = unsupported[key]
      assert.ok(marked !== undefined, `add a definition that uses ${key}`)
      const { text, places } = takeMarks(start + marked)
      assert.deepEqual(diagnose(text).map(brief), [`${places[0]} not-supported-yet`])
    })
  }

  test("and nothing else is listed", () => {
    const known = new Set(keys.map(({ key }) => key))
    const listed = [...Object.keys(behaviour), ...Object.keys(unsupported)]
    assert.deepEqual(
      listed.filter((key) => !known.has(key)),
      [],
    )
  })
})
