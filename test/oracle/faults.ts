/** A mistake that somebody could make in `src/core/promotion`: this text in place of that. */
export interface Fault {
  readonly what: string
  /** Below `src/core/promotion`. */
  readonly file: string
  readonly instead: string
  readonly fault: string
}

/** Each is put into a copy of the sources, alone, and must be noticed. */
export const faults: readonly Fault[] = [
  {
    what: "an approval under other rules counts",
    file: "approval-gate.ts",
    instead: "fact.gate === gate && fact.rules === rules.hash",
    fault: "fact.gate === gate",
  },
  {
    what: "an approval of another gate counts",
    file: "approval-gate.ts",
    instead: "fact.gate === gate && fact.rules === rules.hash",
    fault: "fact.rules === rules.hash",
  },
  {
    what: "an approval counts although it was taken back",
    file: "approval-gate.ts",
    instead: ".filter(({ isRevoked }) => !isRevoked)",
    fault: ".filter(() => true)",
  },
  {
    what: "an approval holds a moment too long",
    file: "approval-gate.ts",
    instead: "facts.now - fact.at < expires",
    fault: "facts.now - fact.at <= expires",
  },
  {
    what: "an approval never expires",
    file: "approval-gate.ts",
    instead: "const expires = definition.expires ?? Number.POSITIVE_INFINITY",
    fault: "const expires = Number.POSITIVE_INFINITY",
  },
  {
    what: "an approval counts whoever has signed it",
    file: "approval-gate.ts",
    instead: "isTrusted(fact.proof, rules) && eligible.includes(fact.person)",
    fault: "eligible.includes(fact.person)",
  },
  {
    what: "an approval counts whoever has given it",
    file: "approval-gate.ts",
    instead: "isTrusted(fact.proof, rules) && eligible.includes(fact.person)",
    fault: "isTrusted(fact.proof, rules)",
  },
  {
    what: "one approval is enough for two",
    file: "approval-gate.ts",
    instead: "people.length >= approval.count",
    fault: "people.length >= 1",
  },
  {
    what: "an approval that cannot be verified is passed over",
    file: "approval-gate.ts",
    instead: "if (unreadable) return unknown(gate, `the approval",
    fault: "if (!rules) return unknown(gate, `the approval",
  },
  {
    what: "the author is told apart by the case of the address",
    file: "approval-gate.ts",
    instead: "excluded.has(email.toLowerCase())",
    fault: "excluded.has(email)",
  },
  {
    what: "the committer may approve",
    file: "approval-gate.ts",
    instead: "new Set(approval.exclude.map((who) =>",
    fault: 'new Set(approval.exclude.filter((who) => who === "author").map((who) =>',
  },
  {
    what: "the role does not matter",
    file: "approval-gate.ts",
    instead: "person.roles.includes(approval.role)",
    fault: "person.roles.length > 0",
  },
  {
    what: "people who have approved are asked again",
    file: "approval-gate.ts",
    instead: "eligible.filter((person) => !people.includes(person))",
    fault: "eligible",
  },
  {
    what: "a result that is gone is taken for one that never was",
    file: "checks-gate.ts",
    instead: 'if (unreadable?.proof.kind === "unreadable") return',
    fault: "if (unreadable && !rules) return",
  },
  {
    what: "a result that is not there yet does not matter",
    file: "checks-gate.ts",
    instead: "if (absent) return",
    fault: "if (absent && !rules) return",
  },
  {
    what: "anybody may build",
    file: "checks-gate.ts",
    instead: 'if (untrusted?.proof.kind === "valid") {',
    fault: 'if (!rules && untrusted?.proof.kind === "valid") {',
  },
  {
    what: "whoever is known is trusted",
    file: "checks-gate.ts",
    instead: "rules.builders.includes(proof.signer)",
    fault: 'proof.signer !== "" && rules.builders.length > 0',
  },
  {
    what: "errored is taken for failed",
    file: "checks-gate.ts",
    instead: 'bad.status === "errored" ? unknown : notMet',
    fault: 'bad.status === "errored" ? notMet : notMet',
  },
  {
    what: "a job that has failed does not matter",
    file: "checks-gate.ts",
    instead: 'job.status !== "succeeded"',
    fault: 'job.status === "errored"',
  },
  {
    what: "a commit may water down its tests",
    file: "checks-gate.ts",
    instead: "if (changed) return",
    fault: "if (changed && !rules) return",
  },
  {
    what: "a commit may leave a test out",
    file: "checks-gate.ts",
    instead: "if (missing) return",
    fault: "if (missing && !rules) return",
  },
  {
    what: "a preview needs what only permanent environments do",
    file: "checks-gate.ts",
    instead: "if (!rules.environment.ephemeral) {",
    fault: "if (rules.environment) {",
  },
  {
    what: "coverage as demanded is not enough",
    file: "coverage-gate.ts",
    instead: "if (best >= minimum) return met",
    fault: "if (best > minimum) return met",
  },
  {
    what: "coverage of changed jobs counts",
    file: "coverage-gate.ts",
    instead: 'measured.filter((job) => job.definition === "same")',
    fault: 'measured.filter((job) => job.definition !== "new")',
  },
  {
    what: "coverage of failed jobs counts",
    file: "coverage-gate.ts",
    instead: 'job.coverage && job.status === "succeeded" && isTrusted(job.proof, rules)',
    fault: "job.coverage && isTrusted(job.proof, rules)",
  },
  {
    what: "coverage of one service is enough",
    file: "coverage-gate.ts",
    instead: 'answers.find((answer) => answer.state === "failed") ??',
    fault: "",
  },
  {
    what: "one error more is let through",
    file: "analysis-gate.ts",
    instead: "if (count <= most) return",
    fault: "if (count <= most + 1) return",
  },
  {
    what: "an analysis of a changed job is believed",
    file: "analysis-gate.ts",
    instead: 'job.definition === "same" && isTrusted(job.proof, rules)',
    fault: "isTrusted(job.proof, rules)",
  },
  {
    what: "what is not rated is harmless",
    file: "scan-gate.ts",
    instead: 'severity === "unknown" ? "high" : severity',
    fault: "severity",
  },
  {
    what: "an exception never ends",
    file: "scan-exceptions.ts",
    instead: "fitting.find((one) => now < endOf(one))",
    fault: "fitting.find((one) => now < endOf(one) * 2)",
  },
  {
    what: "an exception is good for any finding",
    file: "scan-exceptions.ts",
    instead: "one.id === found.id && ",
    fault: "",
  },
  {
    what: "an image without a scan is clean",
    file: "scan-gate.ts",
    instead: "if (missing.length > 0)",
    fault: "if (missing.length > services.length)",
  },
  {
    what: "a scan that is gone is clean",
    file: "scan-gate.ts",
    instead: 'if (unreadable?.proof.kind === "unreadable") {',
    fault: 'if (!rules && unreadable?.proof.kind === "unreadable") {',
  },
  {
    what: "a verification that nobody can tell about has failed",
    file: "soak-gate.ts",
    instead: 'status === "errored" ? unknown : notMet',
    fault: 'status === "errored" ? notMet : notMet',
  },
  {
    what: "it has soaked at once",
    file: "soak-gate.ts",
    instead: "if (now >= end) return met",
    fault: "if (now >= since) return met",
  },
  {
    what: "the window is always open",
    file: "window-gate.ts",
    instead: "if (isOpenAt(window, now)) return met",
    fault: "if (isOpenAt(window, now) || now > 0) return met",
  },
  {
    what: "a freeze ends at once",
    file: "freeze-gate.ts",
    instead: "if (!current) return met",
    fault: "if (!current || now > 0) return met",
  },
  {
    what: "verified once is verified for ever",
    file: "evaluate-gates.ts",
    instead: 'if (fact.status === "succeeded") return met("upstream"',
    fault: 'if (fact.status !== "errored") return met("upstream"',
  },
  {
    what: "anybody may verify",
    file: "evaluate-gates.ts",
    instead: "if (!isTrusted(fact.proof, rules)) {",
    fault: "if (!rules) {",
  },
  {
    what: "a candidate is as good as a release",
    file: "evaluate-gates.ts",
    instead: "tagFits(when.tag, candidate.name, candidate.kind)",
    fault: 'tagFits(when.tag, candidate.name, when.tag === "release" ? "release" : candidate.kind)',
  },
  {
    what: "nobody has to ask",
    file: "evaluate-gates.ts",
    instead: "if (facts.requestedBy !== null) return [met",
    fault: "if (facts.now > 0) return [met",
  },
  {
    what: "a way in keeps the environment's gates",
    file: "effective-rules.ts",
    instead: "way.gates ?? environment.gates",
    fault: "environment.gates",
  },
  {
    what: "an approval survives a change of the gates",
    file: "effective-rules.ts",
    instead: "{ template, wayIn: way, gates, people: rules.people, builders: rules.trust.builders }",
    fault: "{ template, wayIn: way, people: rules.people, builders: rules.trust.builders }",
  },
  {
    what: "an approval survives a change of the people",
    file: "effective-rules.ts",
    instead: "{ template, wayIn: way, gates, people: rules.people, builders: rules.trust.builders }",
    fault: "{ template, wayIn: way, gates, builders: rules.trust.builders }",
  },
  {
    what: "an approval for one way in holds on another",
    file: "effective-rules.ts",
    instead: "{ template, wayIn: way, gates, people: rules.people, builders: rules.trust.builders }",
    fault: "{ template, gates, people: rules.people, builders: rules.trust.builders }",
  },
  {
    what: "anybody may override",
    file: "override.ts",
    instead: "able.includes(fact.person) &&",
    fault: "able.length >= 0 &&",
  },
  {
    what: "an override never expires",
    file: "override.ts",
    instead: "facts.now - fact.at < expires",
    fault: "facts.now - fact.at < Number.POSITIVE_INFINITY",
  },
  {
    what: "what nobody can tell is overridden without leave",
    file: "override.ts",
    instead: 'if (state === "errored" && !override?.errored) return false',
    fault: 'if (state === "errored" && !override) return false',
  },
  {
    what: "an override holds when the gate has become worse",
    file: "override.ts",
    instead: "return BY_SEVERITY.indexOf(state) <= BY_SEVERITY.indexOf(instead)",
    fault: "return BY_SEVERITY.indexOf(state) <= BY_SEVERITY.indexOf(instead) + 3",
  },
  {
    what: "an override counts whoever has signed it",
    file: "override.ts",
    instead: "holding.findLast(({ proof }) => isTrusted(proof, rules))",
    fault: 'holding.findLast(({ proof }) => proof.kind === "valid")',
  },
]
