import { Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { actsQuery, planQuery } from "../../api/acts-queries.ts"
import { ActButtons } from "../../parts/act-buttons.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import { PlanFacts } from "../../parts/plan-facts.tsx"
import { Problem } from "../../parts/problem.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { Standing } from "./standing.tsx"

interface ReleaseSectionProps {
  readonly environment: string
  readonly release: string
}

/** One release and one environment: what can be done, how the gates stand, and what would change. */
export function ReleaseSection({ environment, release }: ReleaseSectionProps) {
  const plan = useQuery(planQuery(environment, release))
  const acts = useQuery(actsQuery(environment, release))
  const ofEnvironment = useQuery(actsQuery(environment, undefined))
  const about = new Set(ofEnvironment.data?.acts.map(({ act }) => act))
  const name = plan.data?.explanation.names.at(-1) ?? shortDigest(release)
  return (
    <>
      <PageSection order={3} title={`Release ${name}`}>
        {acts.error && <Problem error={acts.error} />}
        {acts.data && (
          <ActButtons acts={acts.data.acts.filter(({ act }) => !about.has(act))} place={{ environment, release }} />
        )}
        {!plan.data && !plan.error && <Text role="status">Looking at its gates …</Text>}
        {plan.error && !plan.data && <Problem error={plan.error} />}
        <PageLink to="/releases/$release" params={{ release }} size="sm">
          The way of this release
        </PageLink>
        {plan.data && <Standing explanation={plan.data.explanation} />}
      </PageSection>
      {plan.data && (
        <PageSection order={3} title="What would change">
          <PlanFacts plan={plan.data} />
        </PageSection>
      )}
    </>
  )
}
