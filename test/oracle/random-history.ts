import type { BuiltJob, Happening, History, Outcome, Severity } from "./history.ts"
import { ruleBooks, waysIn } from "./rule-books.ts"

const HOUR = 3_600_000
const JOBS = ["web:unit", "api:unit", "lint"]
const PEOPLE = ["alice", "bob", "cleo", "dan", "eve"]
const SIGNERS = ["server", "server", "server", "server", "server", "ci:github:acme/shop", "laptop:eve"]
const EMAILS = ["nobody@example.com", "nobody@example.com", "alice@example.com", "BOB@HOME.example", "cleo@example.com"]

/** The same history for the same seed. */
export function randomHistory(seed: number): History {
  const random = generatorOf(seed)
  const history: Happening[] = []
  let releases = 0
  const length = 6 + random.below(30)
  while (history.length < length) {
    if (releases === 0 || (releases < 3 && random.below(12) === 0)) {
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
  const built: Happening = { kind: "build", jobs, missing, author, committer }
  if (random.below(6) === 0) return [built]
  const good = random.below(5) > 0
  const done = JOBS.map((job) => (good ? goodResult(release, job) : jobResult(random, release, job)))
  const images = ["web", "api"].map((service): Happening => ({ kind: "image", release, service, signer: "server" }))
  const scans = ["web", "api"].map((service): Happening => scan(random, release, service))
  return [built, ...done, ...images, ...(random.below(3) > 0 ? scans : [])]
}

/** The way to production, now and then without one of its steps. */
function journey(random: Random, release: number): Happening[] {
  const signer = "server"
  const stay = (environment: string): Happening[] => [
    { kind: "deploy", release, environment },
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

function goodResult(release: number, job: string): Happening {
  return {
    kind: "job",
    release,
    job,
    outcome: "succeeded",
    signer: "server",
    covered: 95,
    errors: job === "lint" ? 0 : null,
  }
}

function jobResult(random: Random, release: number, job: string): Happening {
  const covered = random.of([null, 79, 80, 89, 90, 100])
  const errors = random.of([null, 0, 1, 2])
  return { kind: "job", release, job, outcome: outcome(random), signer: random.of(SIGNERS), covered, errors }
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
    const environment = random.of(["uat", "uat", "staging", "staging", "production"])
    const verified: Happening = { kind: "verify", environment, outcome: outcome(random), signer: random.of(SIGNERS) }
    return [{ kind: "deploy", release, environment }, ...(random.below(5) > 0 ? [verified] : [])]
  },
  (random) => [
    {
      kind: "verify",
      environment: random.of(["uat", "staging"]),
      outcome: outcome(random),
      signer: random.of(SIGNERS),
    },
  ],
  (random, release) => [decision(random, release, "approve"), decision(random, release, "approve")],
  (random, release) => [decision(random, release, "approve")],
  (random, release) => [decision(random, release, "revoke")],
  (random, release) => {
    const { environment, wayIn } = random.of(waysIn.slice(2))
    const gate = random.of(["tested", "clean"])
    const instead = random.of(["waiting", "failed", "errored"] as const)
    const person = random.of(PEOPLE)
    return [{ kind: "override", release, environment, wayIn, gate, person, signer: random.of(SIGNERS), instead }]
  },
  overridden,
  (random, release) => {
    const version = `v${1 + random.below(2)}.${release}.0`
    if (random.below(2) === 0) return [{ kind: "name", release, name: `${version}-rc.1`, as: "candidate" }]
    return [{ kind: "name", release, name: version, as: "release" }]
  },
  (_, release) => [{ kind: "merge", release }],
  (random, release) => [{ kind: "ask", release, environment: "production", person: random.of(PEOPLE) }],
  (random, _, happened) => (random.below(3) > 0 ? [{ kind: "lose", happened: random.below(happened) }] : []),
  () => [{ kind: "crash" }],
  (random) => (random.below(2) === 0 ? [{ kind: "rules", book: random.below(ruleBooks.length) }] : []),
  (random) => [{ kind: "wait", for: random.of([HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR]) }],
  (random) => [{ kind: "wait", for: random.of([1, HOUR - 1, 30 * 60_000]) }],
]

/** A gate of staging is overridden, and is not what it was: its statement is lost, or a scan finds more. */
function overridden(random: Random, release: number, happened: number): readonly Happening[] {
  const signer = "server"
  const at = { release, environment: "staging", wayIn: 0, signer } as const
  const instead = random.of(["waiting", "failed", "errored"] as const)
  if (random.below(2) === 0) {
    return [
      { ...at, kind: "approve", gate: "tested", person: "alice" },
      { ...at, kind: "override", gate: "tested", person: random.of(["bob", "cleo", "dan"]), instead },
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
  const override: Happening = { ...at, kind: "override", gate: "clean", person: "dan", instead }
  return random.below(2) === 0 ? [worse, override, waited] : [override, worse, waited]
}

function decision(random: Random, release: number, kind: "approve" | "revoke"): Happening {
  const { environment, wayIn } = random.of(waysIn.slice(2))
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
