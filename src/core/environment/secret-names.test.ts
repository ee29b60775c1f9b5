import assert from "node:assert/strict"
import { it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { secretNames } from "./secret-names.ts"

const command = (...secrets: readonly string[]) => ({ command: { run: "./ask", secrets } })

it("an environment's secrets are those of its services and of the commands in front of it, on any way in", () => {
  const definition = definitionSchema.parse({
    version: 1,
    project: "shop",
    targets: { here: { kind: "process" } },
    gates: { calendar: command("CALENDAR", "SHARED"), board: command("BOARD"), other: command("OTHER") },
    environments: {
      uat: { from: { branch: "main" }, target: "here", secrets: ["SHARED"], gates: ["calendar"] },
      production: { from: [{ environment: "uat" }, { branch: "hotfix/*", gates: ["board"] }], target: "here" },
    },
  })
  assert.deepEqual(secretNames(definition, "uat"), ["SHARED", "CALENDAR"])
  assert.deepEqual(secretNames(definition, "production"), ["BOARD"])
  assert.deepEqual(secretNames(definition, "nowhere"), [])
})
