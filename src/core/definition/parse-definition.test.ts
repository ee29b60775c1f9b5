import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { diagnose, start, takeMarks } from "./fixtures/at-mark.ts"
import { checkDefinition, parseDefinition } from "./parse-definition.ts"

const target = "targets: { here: { kind: process } }\n"
const api = "services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    run: { port: 8080 }\n"

/** A text with a mark (`«`) where each diagnostic must stand; the diagnostics as `code: message / suggestion`. */
const cases: readonly (readonly [name: string, marked: string, diagnostics: readonly string[]])[] = [
  ["the smallest definition", start, []],
  [
    "an empty file",
    "«",
    [
      "type-wrong: expected a mapping as the whole file, found nothing / its keys: version, project, branches, people, trust, rights, registry, publish, scanner, policies, jobs, packages, services, resources, tests, targets, gates, environments, always, migrations",
    ],
  ],
  [
    "a version in quotes",
    'version: «"1"\nproject: shop\n',
    ["type-wrong: expected '1', found the text '1' / remove the quotes"],
  ],
  ["a key that is missing", "«version: 1\n", ["key-missing: 'project' is missing in the file / add 'project:'"]],
  [
    "a key with a typing mistake",
    `${start}jobs:\n  unit: { run: npm test, «nedds: [] }\n`,
    ["key-unknown: unknown key 'nedds' in jobs.unit / did you mean 'needs'?"],
  ],
  [
    "a key that is like no other",
    `${start}jobs:\n  unit: { run: npm test, coverage: { lines: 1, «x: 2 }, reports: { coverage: a } }\n`,
    ["key-unknown: unknown key 'x' in jobs.unit.coverage / known here: lines"],
  ],
  [
    "a key that another form has",
    `${start}${target}environments:\n  uat: { target: here, from: { branch: main, «environment: uat } }\n`,
    [
      "key-unknown: 'environment' cannot stand beside 'branch' in environments.uat.from / known here: branch, when or gates",
    ],
  ],
  [
    "a name with a space",
    `${start}jobs:\n  «Unit tests: npm test\n`,
    ["name-invalid: 'Unit tests': a name is lower-case letters, digits and '-', at most 40, starting with a letter / "],
  ],
  [
    "a glob that would match all the rest",
    `${start}jobs:\n  unit: { run: npm test, outputs: ["dist/**", «"!dist/*.map"] }\n`,
    ["value-invalid: '!dist/*.map': a glob says what belongs to it: it cannot begin with '!' / "],
  ],
  [
    "a name that every object has",
    `${start}jobs:\n  «constructor: npm test\n`,
    ["name-invalid: 'constructor': this name is reserved / "],
  ],
  [
    "a job that is a number",
    `${start}jobs:\n  unit: «5\n`,
    ['type-wrong: expected text or a mapping, found 5 / put it in quotes: "5"'],
  ],
  [
    "a job that is a list",
    `${start}jobs:\n  unit: «[npm test]\n`,
    ["type-wrong: expected text or a mapping, found a list / "],
  ],
  [
    "a job that is nothing",
    `${start}jobs:\n  «unit:\n`,
    ["type-wrong: expected text or a mapping, found nothing / write the value, or remove the key"],
  ],
  ["a job without a command", `${start}jobs:\n  unit: «""\n`, ["value-invalid: the text must not be empty / "]],
  [
    "one value for a list",
    `${start}jobs:\n  unit: { run: npm test, needs: «lint }\n  lint: npm run lint\n`,
    ["type-wrong: expected a list, found the text 'lint' / put it in brackets: [ ... ]"],
  ],
  [
    "a duration without a unit",
    `${start}jobs:\n  unit: { run: npm test, timeout: «10 }\n`,
    ["type-wrong: expected text, found 10 / '10': a duration is a number and a unit: 500ms, 30s, 10m, 72h, 2d"],
  ],
  [
    "a timeout of days",
    `${start}jobs:\n  unit: { run: npm test, timeout: «30d }\n`,
    ["value-invalid: '30d': a timeout is at most 24h / "],
  ],
  [
    "too many retries",
    `${start}jobs:\n  unit: { run: npm test, retries: «9 }\n`,
    ["value-invalid: the most is 5, found 9 / "],
  ],
  [
    "half a retry",
    `${start}jobs:\n  unit: { run: npm test, retries: «0.5 }\n`,
    ["value-invalid: expected a whole number, found 0.5 / "],
  ],
  [
    "a value with a typing mistake",
    `${start}jobs:\n  unit: { run: npm test, retry: «alwais }\n`,
    ["value-invalid: expected 'errored' or 'always', found 'alwais' / did you mean 'always'?"],
  ],
  [
    "a variable that is a number",
    `${start}jobs:\n  unit: { run: npm test, env: { N: «1 } }\n`,
    ['type-wrong: expected text, found 1 / put it in quotes: "1"'],
  ],
  [
    "yes for true",
    `${start}${api}    public: «yes\n`,
    ["type-wrong: expected true or false, found the text 'yes' / write true"],
  ],
  [
    "a port in quotes",
    `${start}${api.replace("8080", '«"8080"')}`,
    ["type-wrong: expected a number, found the text '8080' / remove the quotes"],
  ],
  [
    "a path that leads out",
    `${start}${api.replace("services/api", "«../api")}`,
    [
      "value-invalid: '../api': a path is relative to the repository's root and stays inside it: no leading '/', no '..', no '\\' / ",
    ],
  ],
  [
    "a base that may move",
    `${start}${api.replace("node }", "node, base: «node:24-alpine }")}`,
    ["value-invalid: 'node:24-alpine': a base image is pinned: name@sha256:<64 hex digits> / "],
  ],
  [
    "an unknown builder",
    `${start}${api.replace("node }", "«nodejs }")}`,
    ["value-invalid: expected 'node' or 'dockerfile', found 'nodejs' / did you mean 'node'?"],
  ],
  [
    "no builder",
    `${start}${api.replace("image: { builder: node }", "«image: {}")}`,
    ["key-missing: 'builder' is missing in services.api.image / write 'builder: node' or 'builder: dockerfile'"],
  ],
  [
    "a gate without a condition",
    `${start}gates:\n  open: «{}\n`,
    ["value-invalid: a gate needs at least one condition / "],
  ],
  ["no protected branch", `${start}branches: { protected: «[] }\n`, ["value-invalid: at least 1 is needed here / "]],
  [
    "when that is no word of it",
    `${start}${target}environments:\n  uat: { target: here, from: { branch: main, when: «later } }\n`,
    ["value-invalid: expected 'verified', 'approved' or 'manual', found 'later' / "],
  ],
  [
    "an ephemeral that is nothing",
    `${start}${target}environments:\n  uat:\n    target: here\n    from: { branch: main }\n    «ephemeral:\n`,
    ["type-wrong: expected a mapping, found nothing / write {} to take the defaults"],
  ],
  [
    "an unknown test of one, when others are broken",
    `${start}${target}tests: { e2e: { directory: tests, run: «5 } }\nenvironments:\n  uat: { target: here, from: { branch: main }, verify: [e2e, «e3e] }\n`,
    [
      'type-wrong: expected text, found 5 / put it in quotes: "5"',
      "test-unknown: 'e3e' is not a test / did you mean 'e2e'?",
    ],
  ],
  [
    "a cycle beside a bad port",
    `${start}${api.replace("8080", "«0")}    jobs:\n      a: { run: a, needs: [b] }\n      b: { run: b, needs: [«a] }\n`,
    [
      "value-invalid: the least is 1, found 0 / ",
      "job-cycle: these jobs need each other: api:a -> api:b -> api:a / one of these steps has to go",
    ],
  ],
  [
    "a job of elsewhere without its owner",
    `${start}packages:\n  contract: { directory: contract, jobs: { build: npm run build } }\n${api}    jobs: { unit: { run: npm test, needs: [«build] } }\n`,
    ["job-unknown: 'build' is not a job of 'api' / did you mean 'contract:build'?"],
  ],
  [
    "a job that a test needs",
    `${start}tests: { e2e: { directory: tests, run: npm test, needs: [«build] } }\n`,
    ["job-unknown: 'build' is not a job of the repository / "],
  ],
  [
    "a variable that is an address",
    `${start}${target}${api}environments:\n  uat: { target: here, from: { branch: main }, variables: { «API_URL: x, OTHER_URL: y } }\n`,
    ["variable-reserved: 'API_URL' is set by Slipway / it is the address of the service 'api'"],
  ],
  [
    "two previews of the same branches",
    `${start}${target}environments:\n  a: { target: here, from: { branch: "feature/*" }, ephemeral: {} }\n  b: { target: here, from: { branch: "**" }, «ephemeral: {} }\n`,
    [
      "environment-name-taken: 'b' and 'a' would both be called 'shop-{branch.hash}' / give one of them another name, or put {environment} into it",
    ],
  ],
  [
    "two previews of different branches",
    `${start}${target}environments:\n  a: { target: here, from: { branch: "feature/*" }, ephemeral: {} }\n  b: { target: here, from: { branch: "bugfix/*" }, ephemeral: {} }\n`,
    [],
  ],
  [
    "two people with one address",
    `${start}people:\n  a: { emails: [me@example.com] }\n  b: { emails: [«Me@example.com] }\n`,
    ["name-taken: 'Me@example.com' already belongs to 'a' / approvals and authors are told apart by it"],
  ],
  ["an alias", `${start}jobs:\n  lint: &command npm test\n  unit: *command\n`, []],
  [
    "an alias inside its anchor",
    `${start}jobs: &all\n  lint: «*all\n`,
    ["alias-invalid: the alias 'all' stands inside what it names / a value cannot hold itself"],
  ],
  [
    "a merge key",
    `${start}jobs:\n  lint: &lint { run: npm run lint }\n  unit: { «<<: *lint }\n`,
    ["yaml-feature: merge keys are not supported / repeat the keys, or alias a whole value"],
  ],
  [
    "two documents",
    `${start}«---\n${start}`,
    ["yaml-feature: a second YAML document starts here / keep one document in the file"],
  ],
  [
    "another YAML version",
    `«%YAML 1.1\n---\n${start}`,
    ["yaml-feature: directives are not supported / remove the line"],
  ],
  ["a mapping as a key", `${start}«{ a: b }: c\n`, ["yaml-syntax: with stringKeys, all keys must be strings / "]],
]

describe("a definition is refused where it is wrong", () => {
  for (const [name, marked, expected] of cases) {
    test(name, () => {
      const { text, places } = takeMarks(marked)
      const found = diagnose(text).map(({ range, code, message, suggestion = "" }) => ({
        place: `${range.line}:${range.column}`,
        text: `${code}: ${message} / ${suggestion}`,
      }))
      assert.deepEqual(
        found,
        expected.map((line, index) => ({ place: places[index], text: line })),
      )
    })
  }
})

test("a definition is frozen all the way down", () => {
  const { definition } = checkDefinition(`${start}${api}    jobs: { unit: npm test }\n`, { file: "slipway.yaml" })
  const job = definition?.services.api?.jobs.unit
  assert.equal(job?.run, "npm test")
  assert.throws(() => job?.needs.push("lint"), TypeError)
})

test("a failure carries every diagnostic, a success leaves out the warnings", () => {
  const warned = parseDefinition(`${start}gates: { a: { approval: { role: tester } } }\n`, { file: "slipway.yaml" })
  assert.ok(warned.ok)
  const refused = parseDefinition(`${start}gates: { a: { approval: { role: tester, count: 0 } } }\n`, {
    file: "x.yaml",
  })
  assert.ok(!refused.ok)
  assert.equal(refused.failure.message, "x.yaml has 1 error")
  assert.deepEqual(
    refused.failure.diagnostics?.map(({ code }) => code),
    ["role-unheld", "value-invalid"],
  )
})
