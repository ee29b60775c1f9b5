import { Anchor, Group, Stack, Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { actsQuery, candidatesQuery } from "../../api/acts-queries.ts"
import type { Schemas } from "../../api/client.ts"
import { ActButtons } from "../../parts/act-buttons.tsx"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { Problem } from "../../parts/problem.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { HealthMark, Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { dateAndTime, span, useNow } from "../../parts/times.ts"
import { OnItsWay } from "../matrix/on-its-way.tsx"
import styles from "./cell.module.css"
import { Facts } from "./facts.tsx"
import { Section } from "./section.tsx"

type Column = Schemas["MatrixColumn"]

interface EnvironmentSectionProps {
  readonly column: Column
  readonly service: string | undefined
}

/** What runs there now, and what can be done about the environment itself. */
export function EnvironmentSection({ column, service }: EnvironmentSectionProps) {
  const { environment, deployed, pinned } = column
  const acts = useQuery(actsQuery(environment, undefined))
  const candidates = useQuery(candidatesQuery(environment))
  const shown = service === undefined ? column.cells : column.cells.filter((cell) => cell.service === service)
  return (
    <Section title="Runs now">
      {deployed ? <Deployed deployed={deployed} /> : <Text>Nothing is deployed yet.</Text>}
      {shown.map((cell) => (
        <ServiceFacts key={cell.service} cell={cell} />
      ))}
      {pinned !== null && (
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Mark color="yellow" text="on hold" />
          <Text size="sm">
            <ForeignText text={pinned} />
          </Text>
        </Group>
      )}
      <OnItsWay column={column} />
      {acts.error && <Problem error={acts.error} />}
      {acts.data && <ActButtons acts={acts.data.acts} place={{ environment, release: undefined }} />}
      {candidates.data?.isFree && (
        <Text size="sm">
          <Link to="/deploy/$environment" params={{ environment }} className={styles.link}>
            Choose what runs here, service by service
          </Link>
        </Text>
      )}
    </Section>
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
          ["Release", <code key="release">{shortDigest(release)}</code>],
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

function ServiceFacts({ cell }: { readonly cell: Column["cells"][number] }) {
  const [url] = cell.urls
  return (
    <Group gap="xs">
      <Text size="sm" fw={600}>
        {cell.service}
      </Text>
      <HealthMark state={cell.state} />
      {cell.mocked && <Mark color="violet" text="mock" />}
      <Text size="sm" ff="monospace" title={cell.image}>
        {shortDigest(cell.image)}
      </Text>
      {url !== undefined && (
        <Anchor href={url} size="sm" target="_blank" rel="noreferrer">
          Open {cell.service}
        </Anchor>
      )}
    </Group>
  )
}
