import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { definitionSchema } from "../definition/schema/definition-schema.ts"
import { digestOf } from "../shared/digest.ts"
import {
  type FoundStatement,
  isAcceptable,
  judgeStatement,
  type TrustCheck,
  type TrustPolicy,
  trustPolicyOf,
} from "./judge-statement.ts"
import { type Approval, makeStatement, PREDICATE, type Provenance, type Subject } from "./statement.ts"

const image: Subject = { kind: "image", name: "web", digest: digestOf("web") }
const time = "2026-01-15T12:00:00.000Z"
const commit = "c".repeat(40)

function provenance(project = "shop", ref: string | null = "refs/heads/main", builder = "server"): Provenance {
  return {
    buildDefinition: {
      buildType: "https://slipway.dev/build/node/v1",
      externalParameters: { project, service: "web", ref },
      internalParameters: { definition: digestOf("definition"), inputs: digestOf("inputs") },
      resolvedDependencies: [
        { uri: `urn:slipway:project:${project}`, digest: { gitCommit: commit } },
        { uri: "oci:node", digest: { sha256: "0".repeat(64) } },
      ],
    },
    runDetails: {
      builder: { id: `https://slipway.dev/builder/${builder}` },
      metadata: { invocationId: "run-1", startedOn: time, finishedOn: time },
    },
  }
}

const policy: TrustPolicy = { project: "shop", builders: ["server"], branches: ["main", "release/*"] }

function found(change: Partial<FoundStatement> = {}, predicate = provenance()): FoundStatement {
  return {
    statement: makeStatement([image], PREDICATE.provenance, predicate),
    keyId: "0123456789abcdef",
    signer: "server",
    isSignedByKey: true,
    isAboutSubject: true,
    hasCommit: (wanted) => wanted === commit,
    ...change,
  }
}

type Case = readonly [
  what: string,
  found: FoundStatement,
  check: TrustCheck["check"],
  why: RegExp,
  policy?: TrustPolicy,
]

const bad: readonly Case[] = [
  [
    "a key that nobody knows",
    found({ signer: null, isSignedByKey: false }),
    "signature",
    /nobody known here signs with/,
  ],
  ["a signature of another key", found({ isSignedByKey: false }), "signature", /it is not that of server/],
  ["another subject", found({ isAboutSubject: false }), "subject", /something else than what it is stored beside/],
  [
    "a signer who is not trusted",
    found({ signer: "laptop:eve" }),
    "builder",
    /laptop:eve is not among trust\.builders/,
  ],
  [
    "what somebody else has built",
    found({}, provenance("shop", "refs/heads/main", "laptop:eve")),
    "builder",
    /server signed what .*laptop:eve has built/,
  ],
  ["another project", found({}, provenance("stop")), "repository", /for the project "stop", not shop/],
  ["a commit that is not there", found({ hasCommit: () => false }), "repository", /it has no commit cccccccccccc/],
  ["another branch", found({}, provenance("shop", "refs/heads/feature/x")), "branch", /feature\/x is not among main/],
  ["a tag", found({}, provenance("shop", "refs/tags/main")), "branch", /main is not among/],
  ["no branch", found({}, provenance("shop", null)), "branch", /no branch is not among/],
]

describe("a statement is judged", () => {
  it("acceptable in each point", () => {
    const checks = judgeStatement(found(), policy)
    assert.deepEqual(
      checks.map(({ check, state }) => [check, state]),
      ["signature", "subject", "builder", "repository", "branch"].map((check) => [check, "acceptable"]),
    )
    assert.equal(isAcceptable(checks), true)
  })

  for (const [what, statement, check, why] of bad) {
    it(`unacceptable for ${what}, and for nothing else but what follows from it`, () => {
      const checks = judgeStatement(statement, policy)
      assert.equal(isAcceptable(checks), false)
      const wrong = checks.filter(({ state }) => state === "unacceptable")
      assert.match(wrong.find((one) => one.check === check)?.why ?? "it is acceptable", why)
      const follows = statement.signer === null ? ["signature", "builder"] : [check]
      assert.deepEqual(
        wrong.map((one) => one.check),
        follows,
      )
    })
  }

  it("for what it says, and no more", () => {
    const approval: Approval = {
      environment: "production",
      gate: "board",
      person: "ada",
      role: "manager",
      rules: digestOf("rules"),
      comment: null,
      approvedOn: time,
    }
    const checks = judgeStatement(found({ statement: makeStatement([image], PREDICATE.approval, approval) }), policy)
    assert.deepEqual(
      checks.filter(({ state }) => state === "not-said").map(({ check }) => check),
      ["repository", "branch"],
    )
    const elsewhere = judgeStatement(found({ hasCommit: null }), policy)
    assert.equal(elsewhere.find(({ check }) => check === "repository")?.state, "not-said")
  })
})

describe("what a definition demands of an image", () => {
  const base = { version: 1, project: "shop" }
  const at = (more: object, isPublished = false) => {
    return trustPolicyOf(definitionSchema.parse({ ...base, ...more }), { isPublished }).branches
  }

  it("leaves branches open unless it names them", () => {
    assert.equal(at({}), null)
    assert.deepEqual(at({ branches: { allowed: ["main", "feature/*"] } }), ["main", "feature/*"])
  })

  it("asks of a published image that it comes from where images are published", () => {
    const more = { registry: { url: "registry.example.com/shop" }, publish: { from: ["release/*"] } }
    assert.deepEqual(at(more, true), ["release/*"])
    assert.equal(at(more), null)
  })
})
