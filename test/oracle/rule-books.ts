const HEAD = { version: 1, project: "shop", targets: { here: { kind: "process" } } }

const service = { directory: "a", image: { builder: "node" }, run: { port: 80 } }

const people: Record<string, { emails: readonly string[]; roles: readonly string[] }> = {
  alice: { emails: ["alice@example.com"], roles: ["tester"] },
  bob: { emails: ["Bob@Example.com", "bob@Home.example"], roles: ["tester", "manager"] },
  cleo: { emails: ["cleo@example.com"], roles: ["manager"] },
  dan: { emails: ["dan@example.com"], roles: ["manager", "keeper"] },
}

const gates: Record<string, object> = {
  quality: { coverage: { lines: 80 } },
  analysed: { analysis: { errors: 1 } },
  tested: { approval: { role: "tester" }, override: { role: "manager", exclude: ["author"] } },
  board: { approval: { role: "manager", count: 2, exclude: ["author", "committer"] }, expires: "48h" },
  second: { approval: { role: "manager" } },
  clean: {
    scan: {
      worst: "medium",
      exceptions: [{ id: "CVE-2026-1", reason: "is not reached by us", expires: "2026-03-03" }],
    },
    override: { role: "keeper", errored: true },
    expires: "24h",
  },
  hours: { window: { timezone: "UTC", allow: "Mon-Fri 09:00-17:00" } },
  calm: { freeze: [{ from: "2026-03-04", to: "2026-03-04", reason: "a fair" }] },
  soaked: { soak: { in: "uat", for: "6h" } },
  reviewed: { review: {} },
  fresh: { analysis: { new: 0 } },
}

const environments: Record<string, { from: unknown; [key: string]: unknown }> = {
  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: "here", gates: ["quality"] },
  uat: { from: { branch: "main" }, target: "here", gates: ["quality", "analysed"] },
  qa: { from: { environment: "preview", when: { branch: "main" } }, target: "here", gates: ["reviewed"] },
  field: { from: [{ branch: "main" }, { branch: "hotfix/*" }], target: "here", gates: ["fresh"], queue: "reject" },
  demo: { from: { environment: "uat", mocked: "accepted" }, target: "here" },
  staging: {
    from: { environment: "uat", when: { tag: "candidate" } },
    target: "here",
    gates: ["tested", "clean"],
    queue: "supersede",
  },
  production: {
    from: [
      { environment: "staging", when: { tag: "release" } },
      { branch: "hotfix/*", when: "approved", gates: ["board", "clean"] },
      { environment: "staging", when: "manual", gates: ["board"] },
      { environment: "staging", when: { tag: "v2.*" }, gates: [] },
    ],
    target: "here",
    gates: ["board", "second", "soaked", "hours", "calm"],
  },
}

const base = {
  ...HEAD,
  services: { web: service, api: service },
  trust: { builders: ["server"] },
  people,
  gates,
  environments,
}

/** A definition as the file would have it. */
export type RuleBook = typeof base

/** The rules that the protected branch may come to hold, each with something changed. */
export const ruleBooks: readonly RuleBook[] = [
  base,
  { ...base, gates: { ...gates, board: { approval: { role: "manager" }, expires: "12h" } } },
  { ...base, people: { ...people, cleo: { emails: ["cleo@example.com"], roles: [] } } },
  { ...base, trust: { builders: ["server", "ci:github:acme/shop"] } },
  { ...base, gates: { ...gates, quality: { coverage: { lines: 90 } }, soaked: { soak: { in: "uat", for: "30h" } } } },
  { ...base, environments: { ...environments, staging: { ...environments.staging, from: { environment: "uat" } } } },
  {
    ...base,
    gates: { ...gates, reviewed: { review: { role: "manager" } }, fresh: { analysis: { new: 1, errors: 2 } } },
    environments: {
      ...environments,
      field: { ...environments.field, from: [{ branch: "main", when: { tag: "release" } }, { branch: "hotfix/*" }] },
    },
  },
  {
    ...base,
    environments: {
      ...environments,
      production: {
        ...environments.production,
        from: [
          { environment: "staging" },
          { branch: ["hotfix/*", "main"] },
          { environment: "staging", when: "manual", gates: ["board"] },
          { environment: "staging", gates: [] },
        ],
      },
    },
  },
]

/** Where what goes around other ways in is told by a tag alone, and by an environment alone. */
export const hurriedBooks: readonly number[] = [6, 7]

/** Every way into every environment, the same ones in all books. */
export const waysIn: readonly { readonly environment: string; readonly wayIn: number }[] = [
  { environment: "preview", wayIn: 0 },
  { environment: "uat", wayIn: 0 },
  { environment: "qa", wayIn: 0 },
  { environment: "field", wayIn: 0 },
  { environment: "field", wayIn: 1 },
  { environment: "demo", wayIn: 0 },
  { environment: "staging", wayIn: 0 },
  { environment: "production", wayIn: 0 },
  { environment: "production", wayIn: 1 },
  { environment: "production", wayIn: 2 },
  { environment: "production", wayIn: 3 },
]

/** Environments that promotions wait for, of each policy. */
export const queues = ["uat", "field", "staging"] as const
