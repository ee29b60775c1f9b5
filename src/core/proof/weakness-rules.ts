import { weakApprovals } from "./weak/weak-approvals.ts"
import { weakBranches } from "./weak/weak-branches.ts"
import { weakGates } from "./weak/weak-gates.ts"
import { weakMixtures } from "./weak/weak-mixtures.ts"
import { weakMocks } from "./weak/weak-mocks.ts"
import { weakTags } from "./weak/weak-tags.ts"
import { weakTargets } from "./weak/weak-targets.ts"
import { weakTimes } from "./weak/weak-times.ts"
import type { WeaknessRule } from "./weakness.ts"

/** Whatever is weak in itself, without a rule under `always` that says so. */
export const weaknessRules: readonly WeaknessRule[] = [
  weakApprovals,
  weakBranches,
  weakGates,
  weakMixtures,
  weakMocks,
  weakTags,
  weakTargets,
  weakTimes,
]
