import { checkBranches } from "./check-branches.ts"
import { checkCandidates } from "./check-candidates.ts"
import { checkConditions } from "./check-conditions.ts"
import { checkCycles } from "./check-cycles.ts"
import { checkDeployedJobs } from "./check-deployed-jobs.ts"
import { checkEnvironmentNames } from "./check-environment-names.ts"
import { checkEnvironments } from "./check-environments.ts"
import { checkGates } from "./check-gates.ts"
import { checkImages } from "./check-images.ts"
import { checkInstallContainers } from "./check-install-containers.ts"
import { checkJobs } from "./check-jobs.ts"
import { checkNames } from "./check-names.ts"
import { checkPublish } from "./check-publish.ts"
import { checkReferences } from "./check-references.ts"
import { checkResources } from "./check-resources.ts"
import { checkRights } from "./check-rights.ts"
import type { CrossRule, CrossView, Finding } from "./finding.ts"

const rules: readonly CrossRule[] = [
  checkReferences,
  checkCycles,
  checkNames,
  checkJobs,
  checkConditions,
  checkCandidates,
  checkDeployedJobs,
  checkInstallContainers,
  checkImages,
  checkGates,
  checkBranches,
  checkEnvironments,
  checkEnvironmentNames,
  checkPublish,
  checkResources,
  checkRights,
]

/** Everything that is wrong between the parts of a definition. */
export function crossCheck(view: CrossView): readonly Finding[] {
  return rules.flatMap((rule) => [...rule(view)])
}
