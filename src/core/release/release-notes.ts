import type { Bump } from "./next-version.ts"

/** A commit, as far as notes tell of it. All texts are hostile. */
export interface NotedCommit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly author: string
  readonly subject: string
}

export interface Change {
  readonly commit: string
  readonly author: string
  /** Without the type that conventional commits begin with. */
  readonly text: string
  readonly kind: "breaking" | "feature" | "fix" | "other"
}

/** What a release brings. */
export interface ReleaseNotes {
  /** What it is compared with: a version or a commit; null: with nothing, it is the first. */
  readonly since: string | null
  /** Newest first. */
  readonly changes: readonly Change[]
  /** Branches and requests that were merged, newest first, as their merges name them. */
  readonly merged: readonly string[]
  /** There are more changes than these. */
  readonly isCut: boolean
}

/** `feat(api)!: text` (https://www.conventionalcommits.org/en/v1.0.0/). */
const CONVENTIONAL = /^(\w+)(?:\([^()]*\))?(!)?: (.+)$/
/** How git and the forges call merges. */
const MERGE = /^Merge (?:(?:remote-tracking )?branch '([^']+)'|pull request (#\d+ from \S+))/
/** A request's number, as forges put it behind the subject of a squashed one. */
const REQUEST = /\(([#!]\d+)\)$/
const KINDS: Readonly<Record<string, Change["kind"]>> = { feat: "feature", fix: "fix" }
const MOST_TEXT = 200

/** What a release brings, from its commits that what production runs does not have, newest first. */
export function releaseNotes(
  commits: readonly NotedCommit[],
  { since, isCut }: Pick<ReleaseNotes, "since" | "isCut">,
): ReleaseNotes {
  const changes = commits.filter(({ parents }) => parents.length < 2).map(changeOf)
  const merged = commits.flatMap(({ parents, subject }) => {
    const [, branch, request] = (parents.length > 1 && MERGE.exec(subject)) || []
    const squashed = parents.length < 2 ? REQUEST.exec(subject)?.[1] : undefined
    return [branch ?? request ?? squashed ?? (parents.length > 1 ? subject : [])].flat().map(oneLine)
  })
  return { since, changes, merged: [...new Set(merged)], isCut }
}

/** What the changes ask of the version: conventional commits say so; without any, a patch. */
export function bumpOf({ changes }: Pick<ReleaseNotes, "changes">): Bump {
  if (changes.some(({ kind }) => kind === "breaking")) return "major"
  return changes.some(({ kind }) => kind === "feature") ? "minor" : "patch"
}

function changeOf({ commit, author, subject }: NotedCommit): Change {
  const [, type = "", breaking, text] = CONVENTIONAL.exec(subject) ?? []
  const kind = breaking ? "breaking" : (KINDS[type] ?? "other")
  return { commit, author: oneLine(author), text: oneLine(kind === "other" ? subject : (text ?? subject)), kind }
}

const TITLES: readonly (readonly [Change["kind"], string])[] = [
  ["breaking", "Breaking changes"],
  ["feature", "Features"],
  ["fix", "Fixes"],
  ["other", "Changes"],
]

/** As plain text. Nothing that others wrote stands at the beginning of a line. */
export function notesText({ since, changes, merged, isCut }: ReleaseNotes): string {
  const sections = TITLES.flatMap(([kind, title]) => {
    const lines = changes
      .filter((change) => change.kind === kind)
      .map(({ text, author, commit }) => `- ${text} (${author}, ${commit.slice(0, 12)})`)
    return lines.length === 0 ? [] : ["", title, ...lines]
  })
  return [
    since === null ? "The first release." : `Since ${since}:`,
    ...(changes.length === 0 ? ["", "Nothing has changed."] : sections),
    ...(merged.length === 0 ? [] : ["", "Merged", ...merged.map((name) => `- ${name}`)]),
    ...(isCut ? ["", "There are older changes that are not listed."] : []),
    "",
  ].join("\n")
}

/** One line without control and direction characters, and not too long. */
function oneLine(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim()
  return plain.length > MOST_TEXT ? `${plain.slice(0, MOST_TEXT)}…` : plain
}
