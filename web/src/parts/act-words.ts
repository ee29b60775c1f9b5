import type { Act } from "../api/acts-queries.ts"

interface Words {
  readonly button: string
  /** Of its dialog. */
  readonly question: (environment: string, gate: string) => string
  /** Whether it takes something away from somebody, so that a click is worth a thought. */
  readonly isGrave: boolean
}

const WORDS: Readonly<Record<Act["act"], Words>> = {
  promote: { button: "Promote", question: (environment) => `Promote to ${environment}?`, isGrave: false },
  approve: {
    button: "Approve",
    question: (environment, gate) => `Approve ${gate} for ${environment}?`,
    isGrave: false,
  },
  "revoke-approval": {
    button: "Take back my approval",
    question: (environment, gate) => `Take back your approval of ${gate} for ${environment}?`,
    isGrave: true,
  },
  override: {
    button: "Override",
    question: (environment, gate) => `Override ${gate} for ${environment}?`,
    isGrave: true,
  },
  "revoke-override": {
    button: "Take back my override",
    question: (environment, gate) => `Take back your override of ${gate} for ${environment}?`,
    isGrave: true,
  },
  ask: {
    button: "Ask again",
    question: (environment, gate) => `Ask the command of ${gate} for ${environment} again?`,
    isGrave: false,
  },
  switch: { button: "Switch", question: (environment) => `Switch ${environment}?`, isGrave: false },
  "cancel-switch": {
    button: "End what stands by",
    question: (environment) => `End what stands by in ${environment}?`,
    isGrave: true,
  },
  verify: { button: "Verify again", question: (environment) => `Verify ${environment} again?`, isGrave: false },
  rollback: { button: "Roll back", question: (environment) => `Roll back ${environment}?`, isGrave: true },
  hold: { button: "Hold", question: (environment) => `Hold ${environment}?`, isGrave: true },
  resume: { button: "Resume", question: (environment) => `Resume ${environment}?`, isGrave: false },
  reject: { button: "Reject", question: () => "Reject this release everywhere?", isGrave: true },
  "undo-reject": {
    button: "Let it enter again",
    question: () => "Let this release enter environments again?",
    isGrave: false,
  },
}

/** What the button of an act says. */
export function actButton({ act, gate }: Act): string {
  return gate === null ? WORDS[act].button : `${WORDS[act].button}: ${gate}`
}

/** What its dialog asks. */
export function actQuestion({ act, gate }: Act, environment: string): string {
  return WORDS[act].question(environment, gate ?? "")
}

export function isGrave({ act }: Act): boolean {
  return WORDS[act].isGrave
}

/** Two of the same kind are told apart by their gate. */
export function actKey({ act, gate }: Act): string {
  return `${act} ${gate ?? ""}`
}
