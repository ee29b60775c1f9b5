import { Anchor, Group, Stack, Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { actsQuery, candidatesQuery } from "../../api/acts-queries.ts"
import type { Schemas } from "../../api/client.ts"
import { ActButtons } from "../../parts/act-buttons.tsx"
import { Facts } from "../../parts/facts.tsx"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import { Problem } from "../../parts/problem.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { HealthMark, Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { dateAndTime, span, useNow } from "../../parts/times.ts"
import { OnItsWay } from "../matrix/on-its-way.tsx"

type Column = Schemas["MatrixColumn"]

interface EnvironmentSectionProps {
  readonly column: Column
  readonly service: string | undefined
}

/** What runs there now, and what can be done about the environment itself. */
export function EnvironmentSection({ column, service }: EnvironmentSectionProps) {
  const { environment, deployed, beside, pinned } = column
  const acts = useQuery(actsQuery(environment, undefined))
  const candidates = useQuery(candidatesQuery(environment))
  const shown = service === undefined ? column.cells : column.cells.filter((cell) => cell.service === service)
  return (
    <PageSection order={3} title="Runs now">
      {deployed ? <Deployed deployed={deployed} /> : <Text>Nothing is deployed yet.</Text>}
      {shown.map((cell) => (
        <ServiceFacts key={cell.service} cell={cell} />
      ))}
      {beside && <Beside beside={beside} />}
      {pinned !== null && (
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Mark color="yellow" text="on hold" />
          <Text size="sm">
            <ForeignText text={pinned} />
          </Text>
        </Group>
      )}
      <OnItsWay column={column} />
      <PageLink to="/environments/$environment" params={{ environment }} search={{}} size="sm">
        History, configuration and drift
      </PageLink>
      {acts.error && <Problem error={acts.error} />}
      {acts.data && <ActButtons acts={acts.data.acts} place={{ environment, release: undefined }} />}
      {candidates.data?.isFree && (
        <Text size="sm">
          <PageLink to="/deploy/$environment" params={{ environment }}>
            Choose what runs here, service by service
          </PageLink>
        </Text>
      )}
    </PageSection>
  )
}

function Deployed({ deployed }: { readonly deployed: NonNullable<Column["deployed"]> }) {
  const now = useNow()
  const { version, release, commit, person, since, verification } = deployed
  return (
    <Stack gap="xs">
      <Facts
        facts={[
          ...(commit.startsWith(version) ? [] : [["Version", <ForeignText key="version" text={version} />] as const]),
          [
            "Release",
            <PageLink key="release" to="/releases/$release" params={{ release }} size="sm" ff="monospace">
              {shortDigest(release)}
            </PageLink>,
          ],
          ["Commit", <code key="commit">{commit.slice(0, 12)}</code>],
          ["Since", `${dateAndTime(since)}, for ${span(now - since)}`],
          ...(person === null ? [] : [["By", <ForeignText key="person" text={person} />] as const]),
        ]}
      />
      <Group gap="xs">
        <VerificationMark verification={verification} />
      </Group>
    </Stack>
  )
}

function Beside({ beside }: { readonly beside: NonNullable<Column["beside"]> }) {
  const { role, colour, version, verification, until, cells } = beside
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Mark color={role === "next" ? "yellow" : "gray"} text={role === "next" ? "stands by" : "kept"} />
        <Text size="sm" ff="monospace">
          <ForeignText text={version} />
        </Text>
        {colour !== null && <Text size="sm">as {colour}</Text>}
        <VerificationMark verification={verification} />
        {until !== null && <Text size="sm">until {dateAndTime(until)}</Text>}
      </Group>
      {cells.map((cell) => (
        <ServiceFacts key={cell.service} cell={cell} />
      ))}
    </Stack>
  )
}

function ServiceFacts({ cell }: { readonly cell: Column["cells"][number] }) {
  const [url] = cell.urls
  return (
    <Group gap="xs">
      <Text size="sm" fw={600}>
        {cell.service}
      </Text>
      <HealthMark state={cell.state} />
      {cell.mocked && <Mark color="violet" text="mock" />}
      <PageLink to="/images/$digest" params={{ digest: cell.image }} size="sm" ff="monospace" title={cell.image}>
        {shortDigest(cell.image)}
      </PageLink>
      {url !== undefined && (
        <Anchor href={url} size="sm" target="_blank" rel="noreferrer">
          Open {cell.service}
        </Anchor>
      )}
    </Group>
  )
}
