import type { BuiltJob, Happening, History, Outcome, Severity } from "./history.ts"
import { hurriedBooks, queues, ruleBooks, waysIn } from "./rule-books.ts"

const HOUR = 3_600_000
const JOBS = ["web:unit", "api:unit", "lint"]
const PEOPLE = ["alice", "bob", "cleo", "dan", "eve"]
const SIGNERS = ["server", "server", "server", "server", "server", "ci:github:acme/shop", "laptop:eve"]
/** Ways in on which people decide. */
const guarded = waysIn.filter(({ environment }) => environment === "staging" || environment === "production")
const EMAILS = ["nobody@example.com", "nobody@example.com", "alice@example.com", "BOB@HOME.example", "cleo@example.com"]

/** The same history for the same seed. */
export function randomHistory(seed: number): History {
  const random = generatorOf(seed)
  const history: Happening[] = []
  let releases = 0
  const length = 6 + random.below(30)
  if (random.below(5) === 0) {
    while (releases < 3) history.push(...soundBuild(random, releases++))
    history.push(...random.of([rush, mended])(random, 2))
  }
  while (history.length < length) {
    if (releases === 0 || (releases < 3 && random.below(7) === 0)) {
      history.push(...build(random, releases))
      if (random.below(2) === 0) history.push(...journey(random, releases))
      releases++
    } else history.push(...next(random, random.below(releases), history.length))
  }
  return history
}

/** A build, mostly with what a build brings along. */
function build(random: Random, release: number): Happening[] {
  const jobs = JOBS.map((job): BuiltJob => {
    const definition = random.below(10) === 0 ? random.of(["changed", "new"] as const) : "same"
    return { job, definition }
  })
  const missing = random.below(16) === 0 ? ["api:component"] : []
  const author = random.of(EMAILS)
  const committer = random.below(2) === 0 ? author : random.of(EMAILS)
  const branch = random.of(["feature/a", "feature/a", "hotfix/1", "main"])
  const contains = Array.from({ length: release }, (_, other) => other).filter(() => random.below(2) === 0)
  const authors = random.below(4) === 0 ? [author, random.of(EMAILS)] : [author]
  const comparable = random.below(20) > 0
  const code = { author, committer, branch, contains, comparable, authors }
  const built: Happening = { kind: "build", jobs, missing, ...code }
  if (random.below(6) === 0) return [built]
  const good = random.below(5) > 0
  const done = JOBS.map((job) => (good ? goodResult(release, job) : jobResult(random, release, job)))
  const images = ["web", "api"].map((service): Happening => ({ kind: "image", release, service, signer: "server" }))
  const scans = ["web", "api"].map((service): Happening => scan(random, release, service))
  return [built, ...done, ...images, ...(random.below(3) > 0 ? scans : [])]
}

/** With nothing that would keep it from anywhere. */
function soundBuild(random: Random, release: number): Happening[] {
  const jobs = JOBS.map((job): BuiltJob => ({ job, definition: "same" }))
  const contains = release === 0 ? [] : [release - 1]
  const [author, branch] = ["nobody@example.com", random.of(["main", "hotfix/1"])]
  const code = { author, committer: author, branch, contains, comparable: true, authors: [author] }
  const clean = { kind: "scan", release, signer: "server", found: [] } as const
  return [
    { kind: "build", jobs, missing: [], ...code },
    ...JOBS.map((job) => ({ ...goodResult(release, job), errors: job === "lint" ? random.below(2) : null })),
    ...["web", "api"].map((service): Happening => ({ kind: "image", release, service, signer: "server" })),
    ...["web", "api"].map((service): Happening => ({ ...clean, service })),
  ]
}

/** The way to production, now and then without one of its steps. */
function journey(random: Random, release: number): Happening[] {
  const signer = "server"
  const mocks = random.below(8) === 0 ? ["api"] : []
  const stay = (environment: string): Happening[] => [
    { kind: "deploy", release, environment, mocks },
    { kind: "verify", environment, outcome: "succeeded", signer },
  ]
  const yes = (environment: string, wayIn: number, gate: string, person: string): Happening => {
    return { kind: "approve", release, environment, wayIn, gate, person, signer }
  }
  const wayIn = random.below(3)
  const steps: Happening[] = [
    ...stay("uat"),
    { kind: "name", release, name: `v1.${release}.0-rc.1`, as: "candidate" },
    yes("staging", 0, "tested", random.of(["alice", "bob"])),
    { kind: "wait", for: random.of([HOUR, 6 * HOUR, 26 * HOUR]) },
    ...stay("staging"),
    { kind: "name", release, name: `v1.${release}.0`, as: "release" },
    { kind: "ask", release, environment: "production", person: "bob" },
    yes("production", wayIn, "board", random.of(["bob", "cleo"])),
    yes("production", wayIn, "board", random.of(["dan", "cleo"])),
  ]
  return steps.filter(() => random.below(12) > 0)
}

function goodResult(release: number, job: string): Happening & { readonly kind: "job" } {
  return {
    kind: "job",
    release,
    job,
    outcome: "succeeded",
    signer: "server",
    covered: 95,
    errors: job === "lint" ? 0 : null,
    finding: "dead-code",
  }
}

function jobResult(random: Random, release: number, job: string): Happening {
  const covered = random.of([null, 79, 80, 89, 90, 100])
  const errors = random.of([null, 0, 1, 2])
  const finding = random.of(["dead-code", "shadowed"])
  return { kind: "job", release, job, outcome: outcome(random), signer: random.of(SIGNERS), covered, errors, finding }
}

function scan(random: Random, release: number, service: string): Happening {
  const severity = () => random.of<Severity>(["low", "medium", "high", "critical", "unknown"])
  const found = random.below(3) === 0 ? [{ id: random.of(["CVE-2026-1", "CVE-2026-2"]), severity: severity() }] : []
  return { kind: "scan", release, service, signer: random.of(SIGNERS), found }
}

function outcome(random: Random): Outcome {
  return random.of<Outcome>(["succeeded", "succeeded", "succeeded", "failed", "errored"])
}

const MAKERS: readonly ((random: Random, release: number, happened: number) => readonly Happening[])[] = [
  (random, release) => [jobResult(random, release, random.of(JOBS))],
  (random, release) => [{ kind: "flake", release, job: random.of(JOBS) }],
  (random, release) => [{ kind: "image", release, service: random.of(["web", "api"]), signer: random.of(SIGNERS) }],
  (random, release) => [scan(random, release, random.of(["web", "api"]))],
  (random, release) => {
    const environment = random.of(["preview", "uat", "uat", "qa", "field", "staging", "staging", "production"])
    const mocks = random.below(4) === 0 ? ["api"] : []
    const verified: Happening = { kind: "verify", environment, outcome: outcome(random), signer: random.of(SIGNERS) }
    return [{ kind: "deploy", release, environment, mocks }, ...(random.below(5) > 0 ? [verified] : [])]
  },
  (random) => [
    {
      kind: "verify",
      environment: random.of(["preview", "uat", "staging"]),
      outcome: outcome(random),
      signer: random.of(SIGNERS),
    },
  ],
  (random, release) => [decision(random, release, "approve"), decision(random, release, "approve")],
  (random, release) => [decision(random, release, "approve")],
  (random, release) => [decision(random, release, "revoke")],
  (random, release) => {
    const { environment, wayIn } = random.of(guarded)
    const gate = random.of(["tested", "clean"])
    const instead = random.of(["waiting", "failed", "errored"] as const)
    const person = random.of(PEOPLE)
    const isRevoked = random.below(4) === 0
    return [
      { kind: "override", isRevoked, release, environment, wayIn, gate, person, signer: random.of(SIGNERS), instead },
    ]
  },
  overridden,
  (random, release) => {
    const version = `v${1 + random.below(2)}.${release}.0`
    if (random.below(2) === 0) return [{ kind: "name", release, name: `${version}-rc.1`, as: "candidate" }]
    return [{ kind: "name", release, name: version, as: "release" }]
  },
  (random, release) => [{ kind: random.of(["merge", "squash"]), release }],
  (random, release) => {
    const signer = random.of(SIGNERS)
    return [{ kind: random.of(["reject", "lift"]), release, person: random.of(PEOPLE), signer }]
  },
  reviewed,
  rush,
  rush,
  mergedBack,
  mended,
  (random, release) => [{ kind: "ask", release, environment: "production", person: random.of(PEOPLE) }],
  (random, _, happened) => (random.below(3) > 0 ? [{ kind: "lose", happened: random.below(happened) }] : []),
  () => [{ kind: "crash" }],
  (random) => (random.below(2) === 0 ? [{ kind: "rules", book: random.below(ruleBooks.length) }] : []),
  (random) => [{ kind: "wait", for: random.of([HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR]) }],
  (random) => [{ kind: "wait", for: random.of([1, HOUR - 1, 30 * 60_000]) }],
]

/** What a release brings is looked at by others; now and then that statement is lost. */
function reviewed(random: Random, release: number, happened: number): readonly Happening[] {
  const signer = random.of(SIGNERS)
  const reviews = [0, 1].map((commit): Happening => {
    return { kind: "review", release, commit, person: random.of(PEOPLE), signer }
  })
  return random.below(6) === 0 ? [...reviews, { kind: "lose", happened }] : reviews
}

/** Several want into an environment at once, mostly with all that it takes, and the server does what its queue says. */
function rush(random: Random, release: number): readonly Happening[] {
  const environment = random.of(queues)
  const wanted = Array.from({ length: release + 1 }, (_, other) => other).filter(() => random.below(4) > 0)
  const want = (other: number): Happening => ({ kind: "want", release: other, environment, wayIn: 0 })
  const look: Happening = { kind: "look", environment }
  const begin: Happening = { kind: "begin", environment }
  const then = random.of<readonly Happening[]>([
    [look, ...wanted.flatMap((other) => approved(other))],
    [begin, look, { kind: "end", environment }],
    [begin, { kind: "end", environment }, begin],
    [look, { kind: "wait", for: 1 }, ...wanted.map(want), ...wanted.flatMap((other) => approved(other)), begin],
  ])
  const ready = environment === "staging" ? wanted.flatMap(readyForStaging) : []
  const spoilt: Happening = { kind: "reject", release: random.below(release + 1), person: "bob", signer: "server" }
  const before = random.below(3) === 0 ? [spoilt] : []
  return [...ready, ...wanted.map(want), ...before, ...then].filter(() => random.below(12) > 0)
}

function readyForStaging(release: number): readonly Happening[] {
  return [
    { kind: "deploy", release, environment: "uat", mocks: [] },
    { kind: "verify", environment: "uat", outcome: "succeeded", signer: "server" },
    { kind: "name", release, name: `v1.${release}.0-rc.1`, as: "candidate" },
    ...approved(release),
  ]
}

function approved(release: number): readonly Happening[] {
  const at = { environment: "staging", wayIn: 0, gate: "tested" } as const
  return [{ kind: "approve", release, ...at, person: "alice", signer: "server" }]
}

/** The same images from main and from a branch that was tested, and others that main has built. */
function mergedBack(random: Random, release: number): readonly Happening[] {
  const environment = "preview"
  const mocks = random.below(4) === 0 ? ["api"] : []
  return [
    { kind: "deploy", release: random.below(release + 1), environment, mocks },
    { kind: "verify", environment, outcome: outcome(random), signer: random.of(SIGNERS) },
    { kind: random.of(["merge", "squash"]), release },
  ]
}

/** What was mended in a hurry runs in production, or where hotfixes and main are alike. */
function mended(random: Random, release: number): readonly Happening[] {
  const rules: Happening = { kind: "rules", book: random.of(hurriedBooks) }
  const deployed: Happening = { kind: "deploy", release, environment: random.of(["production", "field"]), mocks: [] }
  return random.below(2) === 0 ? [rules, deployed] : [deployed]
}

/** A gate of staging is overridden, and is not what it was: its statement is lost, or a scan finds more. */
function overridden(random: Random, release: number, happened: number): readonly Happening[] {
  const signer = "server"
  const at = { release, environment: "staging", wayIn: 0, signer } as const
  const instead = random.of(["waiting", "failed", "errored"] as const)
  const [one, other] = random.of([
    ["bob", "dan"],
    ["dan", "bob"],
  ])
  const given: Happening = { ...at, kind: "override", isRevoked: false, gate: "tested", person: one ?? "", instead }
  if (random.below(3) === 0) return [given, { ...given, person: other ?? "", isRevoked: true }]
  if (random.below(2) === 0) {
    return [
      { ...at, kind: "approve", gate: "tested", person: "alice" },
      { ...at, kind: "override", isRevoked: false, gate: "tested", person: random.of(["bob", "cleo", "dan"]), instead },
      { kind: "lose", happened },
    ]
  }
  const worse: Happening = {
    kind: "scan",
    release,
    signer,
    service: "web",
    found: [{ id: "CVE-2026-2", severity: "high" }],
  }
  const waited: Happening = { kind: "wait", for: random.of([HOUR, 24 * HOUR]) }
  const override: Happening = { ...at, kind: "override", isRevoked: false, gate: "clean", person: "dan", instead }
  const revoked: Happening = { ...override, isRevoked: true }
  if (random.below(4) === 0) return [worse, override, revoked]
  return random.below(2) === 0 ? [worse, override, waited] : [override, worse, waited]
}

function decision(random: Random, release: number, kind: "approve" | "revoke"): Happening {
  const { environment, wayIn } = random.of(guarded)
  const gate = environment === "staging" ? "tested" : random.of(["board", "board", "second"])
  return { kind, release, environment, wayIn, gate, person: random.of(PEOPLE), signer: random.of(SIGNERS) }
}

function next(random: Random, release: number, happened: number): readonly Happening[] {
  return random.of(MAKERS)(random, release, happened)
}

interface Random {
  /** A whole number from 0 on, below this one. */
  below(limit: number): number
  of<T>(choices: readonly [T, ...T[]] | readonly T[]): T
}

/** mulberry32: small, and the same everywhere. */
function generatorOf(seed: number): Random {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return {
    below,
    of: (choices) => {
      const chosen = choices[below(choices.length)]
      if (chosen === undefined) throw new RangeError("there is nothing to choose from")
      return chosen
    },
  }
}
