import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { type Digest, digestOf } from "../shared/digest.ts"
import type { StoredManifest } from "./inventory.ts"
import { type CollectionPlan, type Needs, planCollection, type StoredBlob } from "./plan-collection.ts"

const DAY = 86_400_000
const rules = { now: 1000 * DAY, unusedFor: 7 * DAY, evidenceFor: 30 * DAY }
const nothing: Needs = { roots: [], releases: [] }
const layer = (text: string) => ({ mediaType: "layer", digest: digestOf(text), size: 100 })

/** An image of these layers that was used so many days ago. */
function image(name: string, days: number, more: Partial<StoredManifest> & { layers?: readonly string[] } = {}) {
  const { layers = [`layer of ${name}`], ...rest } = more
  return {
    digest: digestOf(name),
    size: 10,
    kind: "image",
    artifactType: null,
    subject: null,
    names: [],
    parts: layers.map(layer),
    usedAt: rules.now - days * DAY,
    ...rest,
  } satisfies StoredManifest
}

function artifact(name: string, days: number, subject: Digest | null): StoredManifest {
  return image(name, days, { kind: "artifact", artifactType: "statement", subject })
}

function blobsOf(manifests: readonly StoredManifest[]): readonly StoredBlob[] {
  const all = manifests.flatMap(({ digest, size, parts, usedAt }) => [
    { digest, size, usedAt },
    ...parts.map((part) => ({ digest: part.digest, size: part.size, usedAt })),
  ])
  return [...new Map(all.map((blob) => [blob.digest, blob])).values()]
}

function plan(manifests: readonly StoredManifest[], needs = nothing, blobs = blobsOf(manifests)): CollectionPlan {
  return planCollection({ manifests, unreadable: [] }, blobs, needs, rules)
}

/** `kept: why` or `removed: why` of each, in the order given. */
function verdicts(manifests: readonly StoredManifest[], needs = nothing): readonly string[] {
  const { kept, removed } = plan(manifests, needs)
  return manifests.map(({ digest }) => {
    const stays = kept.find((one) => one.digest === digest)
    return stays ? `kept: ${stays.why}` : `removed: ${removed.find((one) => one.digest === digest)?.why}`
  })
}

const old = image("old", 8)

const cases: readonly [
  what: string,
  manifests: readonly StoredManifest[],
  needs: Needs,
  expected: readonly string[],
][] = [
  ["what nothing names", [old], nothing, ["removed: nothing names it, used 8 d 0 h ago"]],
  [
    "what was used lately",
    [image("a", 6.9), image("b", 7)],
    nothing,
    ["kept: used 6 d 21 h ago", "removed: nothing names it, used 7 d 0 h ago"],
  ],
  ["what a person named", [image("a", 400, { names: ["node"] })], nothing, ["kept: named node"]],
  [
    "what builds named, and a person not",
    [
      image("a", 8, { names: ["web:main-0123456789ab"] }),
      image("b", 8, { names: ["web:main-0123456789ab", "web:v1.2.0"] }),
    ],
    nothing,
    ["removed: only builds named it, used 8 d 0 h ago", "kept: named web:v1.2.0"],
  ],
  [
    "what an environment runs, for the first of the reasons",
    [old],
    {
      roots: [
        { digest: old.digest, why: "runs in production" },
        { digest: old.digest, why: "waits to enter uat" },
      ],
      releases: [],
    },
    ["kept: runs in production"],
  ],
  [
    "statements about what stays, however old",
    [image("a", 400, { names: ["web:v1"] }), artifact("s", 400, digestOf("a"))],
    nothing,
    ["kept: named web:v1", "kept: speaks about web:v1"],
  ],
  [
    "what a statement of late speaks about",
    [old, artifact("s", 29, old.digest)],
    nothing,
    ["kept: a statement of 29 d 0 h ago speaks about it", `kept: speaks about ${old.digest}`],
  ],
  [
    "a statement that is too old goes with what it speaks about",
    [image("a", 40), artifact("s", 31, digestOf("a"))],
    nothing,
    ["removed: nothing names it, used 40 d 0 h ago", "removed: nothing names it, used 31 d 0 h ago"],
  ],
  [
    "a statement of the ledger, with the document that it speaks about, and without the image",
    [
      image("a", 40),
      artifact("inputs", 40, null),
      ...["inputs", "a"].map((on) => artifact(`on ${on}`, 40, digestOf(on))),
    ],
    { roots: ["on inputs", "on a"].map((name) => ({ digest: digestOf(name), why: "is on the ledger" })), releases: [] },
    [
      "removed: nothing names it, used 40 d 0 h ago",
      "kept: a kept statement needs it",
      "kept: is on the ledger",
      "kept: is on the ledger",
    ],
  ],
  [
    "images of a release that a statement of late speaks about",
    [old, artifact("document", 40, null), artifact("approval", 20, digestOf("document"))],
    { roots: [], releases: [{ digest: digestOf("layer of document"), images: [old.digest] }] },
    [
      "kept: a statement of 20 d 0 h ago speaks about its release",
      "kept: a statement of 20 d 0 h ago speaks about it",
      `kept: speaks about ${digestOf("document")}`,
    ],
  ],
  [
    "images of an index that stays",
    [image("i", 40, { kind: "index", names: ["node"], parts: [layer("old"), ...old.parts] }), old],
    nothing,
    ["kept: named node", "kept: belongs to node"],
  ],
]

describe("what is collected", () => {
  for (const [what, manifests, needs, expected] of cases) {
    test(what, () => assert.deepEqual(verdicts(manifests, needs), expected))
  }

  test("blobs that nothing kept needs, and bytes that are shared count once", () => {
    const manifests = [
      image("a", 8, { layers: ["base", "shared", "of a"] }),
      image("b", 9, { layers: ["base", "shared", "of b"] }),
      image("c", 9, { layers: ["base"], names: ["web:v1"] }),
    ]
    const { removed, blobs, bytes } = plan(manifests)
    assert.deepEqual(
      removed.map((one) => one.bytes),
      [210, 110],
    )
    assert.equal(bytes, 320)
    assert.deepEqual(
      new Set(blobs.map(({ digest }) => digest)),
      new Set(["a", "b", "shared", "of a", "of b"].map(digestOf)),
    )
  })

  test("blobs of a build that is under way stay, also those that it shares with what goes", () => {
    const fresh = (text: string) => ({ digest: digestOf(text), size: 1, usedAt: rules.now - 1000 })
    const stale = { digest: digestOf("left over"), size: 5, usedAt: rules.now - 8 * DAY }
    const { blobs } = plan([old], nothing, [
      { digest: old.digest, size: 10, usedAt: old.usedAt },
      fresh("layer of old"),
      fresh("new"),
      stale,
    ])
    assert.deepEqual(
      blobs.map(({ digest }) => digest),
      [old.digest, stale.digest],
    )
  })

  test("while a damaged manifest is needed, no blob goes that may be its own", () => {
    const stray = { digest: digestOf("stray"), size: 5, usedAt: 0 }
    const damaged = { digest: digestOf("damaged"), why: "not what its digest says", usedAt: 0 }
    const judge = (names: readonly string[]) =>
      planCollection(
        { manifests: [old], unreadable: [{ ...damaged, names }] },
        [...blobsOf([old]), stray],
        nothing,
        rules,
      )
    const held = judge(["web:v1"])
    assert.match(held.held ?? "", /cannot be read/)
    assert.deepEqual(
      held.blobs.map(({ digest }) => digest),
      [old.digest, digestOf("layer of old")],
    )
    assert.equal(held.kept[0]?.kind, "unreadable")
    const free = judge([])
    assert.equal(free.held, null)
    assert.deepEqual(free.removed.map(({ kind }) => kind).sort(), ["image", "unreadable"])
    assert.equal(free.blobs.length, 3)
  })
})
