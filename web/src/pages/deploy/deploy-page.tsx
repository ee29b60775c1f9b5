import { Button, Group, Stack, Text, Title } from "@mantine/core"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { deployChoice } from "../../api/acts.ts"
import { candidatesQuery, choicePlanQuery } from "../../api/acts-queries.ts"
import type { Schemas } from "../../api/client.ts"
import { statusQuery } from "../../api/queries.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PlanFacts } from "../../parts/plan-facts.tsx"
import { Problem } from "../../parts/problem.tsx"
import { ChoiceForm } from "./choice-form.tsx"
import { Progress } from "./progress.tsx"

/** Any image into an environment that leaves the choice to people, at the press of a button. */
export function DeployPage() {
  const { environment } = useParams({ from: "/signed-in/deploy/$environment" })
  const listed = useQuery(candidatesQuery(environment))
  return (
    <Stack gap="lg" maw={900}>
      <Stack gap={4}>
        <Title order={1} size="h2">
          Choose what runs in <ForeignText text={environment} />
        </Title>
        <Text>
          <PageLink to="/" search={{ at: environment }}>
            What runs there now
          </PageLink>
        </Text>
      </Stack>
      {listed.error && <Problem error={listed.error} />}
      {!listed.data && !listed.error && <Text role="status">Reading what there is to choose from …</Text>}
      {listed.data && !listed.data.isFree && (
        <Text>What runs in {environment} is not for people to choose: it takes what its rules promote.</Text>
      )}
      {listed.data?.isFree && listed.data.candidates.length === 0 && (
        <Text>There is nothing to choose from yet: push a branch that it takes.</Text>
      )}
      {listed.data?.isFree && listed.data.candidates[0] && (
        <Chooser environment={environment} candidates={listed.data.candidates} first={listed.data.candidates[0]} />
      )}
    </Stack>
  )
}

interface ChooserProps {
  readonly environment: string
  readonly candidates: readonly Schemas["Candidate"][]
  readonly first: Schemas["Candidate"]
}

function Chooser({ environment, candidates, first }: ChooserProps) {
  const queries = useQueryClient()
  const [choice, setChoice] = useState({
    environment,
    release: first.release,
    services: {} as Readonly<Record<string, string>>,
    mocks: [] as readonly string[],
  })
  const [promotion, setPromotion] = useState<number>()
  const plan = useQuery({ ...choicePlanQuery(choice), placeholderData: (before) => before })
  const column = useQuery(statusQuery).data?.columns.find((one) => one.environment === environment)
  const deploying = useMutation({
    mutationFn: () => deployChoice(choice),
    onSuccess: async (id) => {
      setPromotion(id)
      await queries.invalidateQueries()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        deploying.mutate()
      }}
    >
      <Stack gap="lg">
        <ChoiceForm candidates={candidates} choice={choice} onChange={setChoice} />
        <Stack component="section" gap="sm" aria-labelledby="would-change">
          <Title order={2} size="h3" id="would-change">
            What will be deployed
          </Title>
          {plan.error && <Problem error={plan.error} />}
          {plan.data && !plan.error && (
            <>
              {plan.data.isMixture && (
                <Text>A mixture: no single commit has built these images, so it is promoted nowhere.</Text>
              )}
              {plan.data.pinned !== null && (
                <Text>
                  <ForeignText text={`It waits until ${environment} is resumed: ${plan.data.pinned}`} />
                </Text>
              )}
              {plan.data.gates.length > 0 && <Text>It has to pass {plan.data.gates.join(", ")}.</Text>}
              <PlanFacts plan={plan.data} />
            </>
          )}
        </Stack>
        {deploying.error && <Problem error={deploying.error} />}
        <Group>
          <Button
            type="submit"
            color="blue.8"
            loading={deploying.isPending}
            disabled={!plan.data || plan.error !== null || plan.isPlaceholderData}
          >
            Deploy to {environment}
          </Button>
        </Group>
        {promotion !== undefined && column && <Progress key={promotion} promotion={promotion} column={column} />}
      </Stack>
    </form>
  )
}
