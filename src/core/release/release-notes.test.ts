import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { bumpOf, type NotedCommit, notesText, releaseNotes } from "./release-notes.ts"

let number = 0
function commit(subject: string, parents = 1, author = "Ada"): NotedCommit {
  const id = String(++number).padStart(40, "0")
  return { commit: id, parents: Array.from({ length: parents }, () => "p"), author, subject }
}
const since = { since: "v1.0.0", isCut: false }

describe("release notes", () => {
  const kinds: readonly (readonly [subject: string, kind: string, text: string])[] = [
    ["feat: carts", "feature", "carts"],
    ["feat(shop): carts", "feature", "carts"],
    ["feat!: another format", "breaking", "another format"],
    ["chore(api)!: another format", "breaking", "another format"],
    ["fix: totals", "fix", "totals"],
    ["docs: totals", "other", "docs: totals"],
    ["Fix totals", "other", "Fix totals"],
    ["feat:carts", "other", "feat:carts"],
  ]
  for (const [subject, kind, text] of kinds) {
    it(`'${subject}' is ${kind}`, () => {
      const [change] = releaseNotes([commit(subject)], since).changes
      assert.deepEqual([change?.kind, change?.text], [kind, text])
    })
  }

  it("name what was merged, each once", () => {
    const { merged, changes } = releaseNotes(
      [
        commit("Merge branch 'feature/carts'", 2),
        commit("Merge branch 'feature/carts' into main", 2),
        commit("Merge pull request #12 from acme/totals", 2),
        commit("Totals again (#13)"),
        commit("our own words", 2),
      ],
      since,
    )
    assert.deepEqual(merged, ["feature/carts", "#12 from acme/totals", "#13", "our own words"])
    assert.deepEqual(
      changes.map(({ text }) => text),
      ["Totals again (#13)"],
    )
  })

  it("as text: in groups, with author and commit", () => {
    const notes = releaseNotes([commit("feat: carts"), commit("fix: totals"), commit("words")], since)
    const lines = notesText(notes).split("\n")
    assert.equal(lines[0], "Since v1.0.0:")
    assert.deepEqual(
      lines.filter((line) => /^\w/.test(line)),
      ["Since v1.0.0:", "Features", "Fixes", "Changes"],
    )
    assert.match(notesText(notes), /^- carts \(Ada, 0{9,}\d+\)$/m)
    assert.match(notesText(releaseNotes([], { since: null, isCut: true })), /^The first release\.\n\nNothing/)
    assert.match(notesText(releaseNotes([], { since: null, isCut: true })), /older changes that are not listed/)
  })

  it("hold hostile messages as text in one line", () => {
    const hostile = [
      "-----BEGIN PGP SIGNATURE-----",
      "a\u001b[31mred",
      "\u202egnp.exe",
      "x\u2028y",
      "x".repeat(5000),
      "$(touch pwned)",
    ]
    const text = notesText(
      releaseNotes(
        hostile.flatMap((subject) => [commit(subject, 1, subject), commit(subject, 2)]),
        since,
      ),
    )
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}]/u)
    const theirs = text.split("\n").filter((line) => line !== "" && !line.startsWith("- "))
    assert.deepEqual(theirs, ["Since v1.0.0:", "Changes", "Merged"])
    assert(text.length < 10_000)
  })
})

describe("what changes ask of the version", () => {
  const cases: readonly (readonly [subjects: readonly string[], bump: string])[] = [
    [[], "patch"],
    [["words", "fix: totals"], "patch"],
    [["fix: totals", "feat: carts"], "minor"],
    [["feat: carts", "fix!: totals"], "major"],
  ]
  for (const [subjects, bump] of cases) {
    it(`${subjects.join(", ") || "nothing"}: ${bump}`, () => {
      assert.equal(
        bumpOf(
          releaseNotes(
            subjects.map((one) => commit(one)),
            since,
          ),
        ),
        bump,
      )
    })
  }
})
