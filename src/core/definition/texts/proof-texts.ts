import type { Explanation } from "../../shared/explanation.ts"

const HERE = "targets: { here: { kind: process } }\nenvironments:\n"
const SERVICE =
  "services: { api: { directory: a, image: { builder: node }, jobs: { unit: { run: npm test, reports: { coverage: lcov.info } } }, run: { port: 80 } } }\n"

/** Codes about the ways into environments: what `always` demands of them, and what is weak in itself. */
export const proofTexts = {
  "analysis-unreported": {
    summary: "A gate counts what analyses have found, but no job reports any. A warning.",
    why: "The gate could never open.",
    fix: "Add `reports: { sarif: <file> }` to the job that analyses.",
    example: "gates:\n  quality: { analysis: { errors: 0 } }\n",
  },
  "approval-absent": {
    summary: "A way in says `when: approved`, and none of its gates asks for an approval. A warning.",
    why: "Nobody has to approve anything, so the release enters by itself.",
    fix: "Add a gate with `approval` to the environment or to this way in, or leave `when` out.",
    example: `${HERE}  uat: { from: { branch: main, when: approved }, target: here }\n`,
  },
  "approval-by-author": {
    summary: "On the way to where releases end, the author of a change may be the only one who approves it. A warning.",
    why: "An approval is worth what a second pair of eyes sees.",
    fix: "Add `exclude: [author]` to the approval (and `committer`, where changes are committed for others), or ask for two.",
    example: `people: { bob: { roles: [manager] } }\ngates:\n  board: { approval: { role: manager } }\n${HERE}  live: { from: { branch: main }, target: here, gates: [board] }\n`,
  },
  "approval-by-one": {
    summary: "People of different roles must approve, and one person has all of these roles. A warning.",
    why: "One person can give every approval on the way.",
    fix: "Give the roles to different people.",
    example: `people: { bob: { roles: [tester, manager] } }\ngates:\n  tested: { approval: { role: tester, exclude: [author] } }\n  board: { approval: { role: manager, exclude: [author] } }\n${HERE}  live: { from: { branch: main }, target: here, gates: [tested, board] }\n`,
  },
  "branch-patterns-overlap": {
    summary:
      "A branch can match the pattern of a preview and, with another pattern, of a permanent environment. A warning.",
    why: "One push would go to both. Usually one of the patterns is wider than it was meant to be.",
    fix: "Make the patterns tell the branches apart. Where both are meant, write the same pattern twice.",
    example: `${HERE}  preview: { from: { branch: "*/*" }, ephemeral: {}, target: here }\n  qa: { from: { branch: "release/*" }, target: here }\n`,
  },
  "coverage-incomplete": {
    summary: "A gate demands coverage, but not every service has a job that reports it. A warning.",
    why: "The gate looks at every service of a release, so it could never open.",
    fix: "Add `reports: { coverage: <lcov file> }` to a job of each service.",
    example: `${SERVICE.replace("} } }\n", "} }, web: { directory: w, image: { builder: node }, run: { port: 81 } } }\n")}gates:\n  quality: { coverage: { lines: 80 } }\n`,
  },
  "gate-idle": {
    summary: "A gate lets everything through. A warning.",
    why: "It looks as if something were checked.",
    fix: "Say what it has to stop, or leave it out.",
    example: `${SERVICE}gates:\n  quality: { coverage: { lines: 0 } }\n`,
  },
  "mixture-at-the-end": {
    summary:
      "Where the ways of releases end, people may choose what runs, service by service, and no approval is asked for. A warning.",
    why: "A mixture of what several commits have built, or of services and mocks, was never tested together.",
    fix: "Let people choose in an environment that comes before, or add a gate with `approval` to this way in: a mixture cannot be approved.",
    example: `services:\n  api: { directory: a, image: { builder: node }, run: { port: 80 } }\n  web: { directory: w, image: { builder: node }, run: { port: 80 } }\n${HERE}  uat: { from: { branch: main }, target: here }\n  live:\n    from: [{ environment: uat }, { branch: main, when: manual }]\n    target: here\n`,
  },
  "protected-too-wide": {
    summary: "A pattern under `branches.protected` also matches branches that get previews. A warning.",
    why: "What is on a protected branch counts as reviewed: its jobs are taken as they are, and it may get a version.",
    fix: "Name the branches that are protected one by one, or with a pattern that matches no others.",
    example: `branches: { protected: [main, "**"] }\n${HERE}  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: here }\n`,
  },
  "requirement-invalid": {
    summary: "An entry of `requires` cannot be read, names something that is not there, or could never hold.",
    why: "A rule that is not understood would seem to hold.",
    fix: "Write `job:unit`, `verified:staging`, `e2e@staging`, `approval:<role> x2 excluding author within 48h`, `scan:medium`, `coverage:80`, `soak:staging:24h`, `gate:<name>`, `builder:server`, `branch:<pattern>`, `protected` or the key of a gate; `|` stands for or, `&` for and.",
    example: `${HERE}  uat: { from: { branch: main }, target: here }\nalways:\n  uat: { requires: ["job:units"] }\n`,
  },
  "soak-elsewhere": {
    summary: "A gate wants a release to have run in an environment that this way in never passes. A warning.",
    why: "The gate could never open on this way.",
    fix: "Give this way in `gates` of its own, or name an environment that it passes.",
    example: `gates:\n  soaked: { soak: { in: uat, for: 24h } }\n${HERE}  uat: { from: { branch: main }, target: here }\n  live: { from: { branch: main }, target: here, gates: [soaked] }\n`,
  },
  "tag-never-fits": {
    summary: "The pattern of a `when: { tag }` matches no version. A warning.",
    why: "A release is called `v1.2.3` or `v1.2.3-rc.4`. Other tags name no release, so nothing would ever enter.",
    fix: "Write `release`, `candidate`, or a pattern of versions: `v2.*`.",
    example: `${HERE}  live: { from: { branch: main, when: { tag: "deploy-*" } }, target: here }\n`,
  },
  "tag-takes-candidates": {
    summary: "The pattern of a `when: { tag }` matches releases and release candidates. A warning.",
    why: "`v*.*.*` matches `v1.2.3-rc.1` too: a candidate would enter as if it were a release.",
    fix: "Write `release` for one, `candidate` for the other.",
    example: `${HERE}  live: { from: { branch: main, when: { tag: "v*" } }, target: here }\n`,
  },
  "target-of-previews": {
    summary: "Previews run on a target that is kept apart for the end of the way. A warning.",
    why: "Whatever anybody pushes would run beside what is in production.",
    fix: "Give previews another target.",
    example:
      'targets: { here: { kind: process }, there: { kind: process } }\nenvironments:\n  preview: { from: { branch: "feature/*" }, ephemeral: {}, target: there }\n  uat: { from: { branch: main }, target: here }\n  live: { from: { environment: uat }, target: there }\n',
  },
  "tested-beside-mocks": {
    summary: "On a way to where releases end, every test may have run beside mocks. A warning.",
    why: "What enters there was never tested as it will run: `mocked: accepted` lets a verification beside mocks count.",
    fix: "Leave `mocked` out, or let an environment after that test the release without mocks.",
    example: `services:\n  api: { directory: a, image: { builder: node }, run: { port: 80 }, mock: { run: node mock.js } }\ntests: { e2e: { directory: e2e, run: npm test } }\n${HERE}  dev: { from: { branch: main }, target: here, mocks: [api], verify: [e2e] }\n  live: { from: { environment: dev, mocked: accepted }, target: here }\n`,
  },
  "way-unguarded": {
    summary: "There is a way into an environment on which nothing demands what `always` requires.",
    why: "A release could get there without it. The shortest such way is named, for each way in.",
    fix: "Add the gate to this way in, or remove the way. `slipway prove` shows all ways with what each demands.",
    example: `${HERE}  uat: { from: { branch: main }, target: here, verify: [e2e] }\n  live: { from: [{ environment: uat }, { branch: "hotfix/*" }], target: here }\ntests: { e2e: { directory: t, run: npm test } }\nalways:\n  live: { requires: ["verified:uat"] }\n`,
  },
  "windows-apart": {
    summary: "Two windows on one way in are never open at the same time. A warning.",
    why: "Nothing could ever be deployed there.",
    fix: "Let their hours meet, or leave one of them out.",
    example: `gates:\n  days: { window: { timezone: UTC, allow: "Mon-Fri 09:00-16:00" } }\n  nights: { window: { timezone: UTC, allow: "Mon-Fri 20:00-22:00" } }\n${HERE}  live: { from: { branch: main }, target: here, gates: [days, nights] }\n`,
  },
} as const satisfies Record<string, Explanation>
