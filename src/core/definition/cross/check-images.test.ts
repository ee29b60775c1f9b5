import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { brief, diagnose, start, takeMarks } from "../fixtures/at-mark.ts"

const HERE = "targets: { here: { kind: process } }\n"
const UAT = `${HERE}environments: { uat: { from: { branch: main }, target: here } }\n`
const service = (image: string, rest = "") => `services:
  api:
    directory: services/api
    image: ${image}
    run: { port: 80 }
${rest}`
const packages = `packages:
  lib: { directory: packages/lib, jobs: { build: { run: make, outputs: [dist] } } }
`

const cases: readonly (readonly [what: string, text: string, codes: readonly string[]])[] = [
  ["a Dockerfile in the service's folder", service("{ builder: dockerfile }"), []],
  ["one below it", service("{ builder: dockerfile, file: docker/Dockerfile }"), []],
  ["one elsewhere, and a context around both", service("{ builder: dockerfile, file: /docker/api, context: / }"), []],
  ["one elsewhere", service("{ builder: dockerfile, file: «/docker/api }"), ["context-narrow"]],
  [
    "one above a context of its own",
    service("{ builder: dockerfile, file: «Dockerfile, context: src }"),
    ["context-narrow"],
  ],
  [
    "one in a folder whose name begins alike",
    service("{ builder: dockerfile, file: «/services/api2/Dockerfile }"),
    ["context-narrow"],
  ],
  ["outputs in the context", service('{ builder: dockerfile, context: /, needs: ["lib:build"] }', packages), []],
  ["outputs elsewhere", service('{ builder: dockerfile, needs: [«"lib:build"] }', packages), ["outputs-missing"]],
  [
    "outputs of the service itself",
    service("{ builder: dockerfile, needs: [build] }", "    jobs: { build: { run: make, outputs: [a] } }\n"),
    [],
  ],
  [
    "outputs of a job that runs elsewhere",
    service(
      "{ builder: dockerfile, needs: [«build] }",
      "    jobs: { build: { run: make, directory: tools, outputs: [a] } }\n",
    ),
    ["outputs-missing"],
  ],
  [
    "a process target for a Dockerfile",
    service("{ builder: dockerfile }", UAT.replace("target: here", "target: «here")),
    ["target-unfit"],
  ],
  ["a process target for Slipway's own images", service("{ builder: node }", UAT), []],
  ["a process target that nothing is deployed to", service("{ builder: dockerfile }", HERE), []],
]

describe("images by Dockerfile", () => {
  for (const [what, marked, codes] of cases) {
    it(`${codes.length === 0 ? "sound" : codes.join()}: ${what}`, () => {
      const { text, places } = takeMarks(start + marked)
      assert.deepEqual(
        diagnose(text).map(brief),
        places.map((place, index) => `${place} ${codes[index]}`),
      )
    })
  }
})
