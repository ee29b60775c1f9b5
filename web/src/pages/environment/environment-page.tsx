import { Anchor, Group, Stack, Text, Title } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useParams, useSearch } from "@tanstack/react-router"
import type { Schemas } from "../../api/client.ts"
import { environmentQuery } from "../../api/release-queries.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import styles from "../../parts/pages.module.css"
import { Problem } from "../../parts/problem.tsx"
import { shortDigest } from "../../parts/short-digest.ts"
import { HealthMark, Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { dateAndTime, span, useNow } from "../../parts/times.ts"
import { DestroyPreview } from "./destroy-preview.tsx"
import { EnvironmentHistory } from "./environment-history.tsx"

type Details = Schemas["EnvironmentDetails"]

/** One environment: what runs there since when, what it brings to that, what has drifted, and its history. */
export function EnvironmentPage() {
  const { environment: name } = useParams({ from: "/signed-in/environments/$environment" })
  const { before } = useSearch({ from: "/signed-in/environments/$environment" })
  const { data, error } = useQuery(environmentQuery(name))
  if (error && !data) return <Problem error={error} />
  if (!data) return <Text role="status">Reading the environment …</Text>
  const { column } = data
  return (
    <Stack gap="xl">
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={1} size="h2" className={styles.wrap}>
            {column.environment}
          </Title>
          {column.removing && <Mark color="gray" text="being removed" />}
          {column.pinned !== null && <Mark color="yellow" text="on hold" />}
        </Group>
        {column.branch !== null && !column.removing && <DestroyPreview column={column} />}
      </Group>
      <Running column={column} />
      <PageSection title="Drift">
        <Drift details={data} />
      </PageSection>
      <Configuration details={data} />
      <PageSection title="History">
        <EnvironmentHistory environment={column.environment} before={before} />
      </PageSection>
    </Stack>
  )
}

function Running({ column }: { readonly column: Schemas["MatrixColumn"] }) {
  const now = useNow()
  const { deployed, branch, expiresAt, kept, pinned } = column
  return (
    <PageSection title="Runs now">
      <dl className={styles.facts}>
        {deployed ? (
          <>
            <dt>Version</dt>
            <dd>
              <Group gap="sm">
                <PageLink to="/releases/$release" params={{ release: deployed.release }}>
                  <ForeignText text={deployed.version} />
                </PageLink>
                <VerificationMark verification={deployed.verification} />
              </Group>
            </dd>
            <dt>Since</dt>
            <dd>
              {dateAndTime(deployed.since)}, for {span(now - deployed.since)}
            </dd>
            {deployed.person !== null && (
              <>
                <dt>By</dt>
                <dd>
                  <ForeignText text={deployed.person} />
                </dd>
              </>
            )}
          </>
        ) : (
          <>
            <dt>Version</dt>
            <dd>Nothing is deployed yet</dd>
          </>
        )}
        {branch !== null && (
          <>
            <dt>Preview of</dt>
            <dd>
              <ForeignText text={branch} />
            </dd>
            <dt>Ends</dt>
            <dd>
              {kept !== null ? `stays: ${kept}` : expiresAt === null ? "with its branch" : dateAndTime(expiresAt)}
            </dd>
          </>
        )}
        {pinned !== null && (
          <>
            <dt>On hold</dt>
            <dd>
              <ForeignText text={pinned} />
            </dd>
          </>
        )}
      </dl>
      <ul className={styles.list} aria-label="Services">
        {column.cells.map((cell) => (
          <li key={cell.service}>
            <Group gap="sm">
              <Text fw={600}>{cell.service}</Text>
              <HealthMark state={cell.state} />
              {cell.mocked && <Mark color="violet" text="mock" />}
              <PageLink to="/images/$digest" params={{ digest: cell.image }} size="sm" ff="monospace">
                {shortDigest(cell.image)}
              </PageLink>
              {cell.urls.map((url) => (
                <Anchor key={url} href={url} size="sm" target="_blank" rel="noreferrer">
                  {url}
                </Anchor>
              ))}
            </Group>
          </li>
        ))}
      </ul>
    </PageSection>
  )
}

function Drift({ details: { drift, isDriftKnown, column } }: { readonly details: Details }) {
  if (!isDriftKnown) return <Text>Nobody can tell: the rules cannot be read, or know this environment no more.</Text>
  if (!column.deployed) return <Text c="dimmed">Nothing runs here that could drift.</Text>
  if (drift.length === 0) return <Text>None: it runs as the rules of today have it.</Text>
  return (
    <ul className={styles.list}>
      {drift.map((sentence) => (
        <li key={sentence}>
          <ForeignText text={sentence} />
        </li>
      ))}
    </ul>
  )
}

function Configuration({ details: { variables, secrets, target, strategy, column } }: { readonly details: Details }) {
  return (
    <PageSection title="Configuration">
      <dl className={styles.facts}>
        {target !== null && (
          <>
            <dt>Target</dt>
            <dd>{target}</dd>
          </>
        )}
        {strategy !== null && (
          <>
            <dt>Strategy</dt>
            <dd>{strategy}</dd>
          </>
        )}
        {Object.entries(variables).map(([name, value]) => (
          <Pair key={name} name={name}>
            <ForeignText text={value} />
          </Pair>
        ))}
        {secrets.map((name) => (
          <Pair key={name} name={name}>
            secret
          </Pair>
        ))}
        {column.resources.map(({ resource, kind, isolate, state, note }) => (
          <Pair key={resource} name={resource}>
            {kind}, a {isolate} of its own{state === "making" ? ", not made yet" : ""}
            {note !== null && <ForeignText text={`; cannot be removed: ${note}`} />}
          </Pair>
        ))}
      </dl>
      {Object.keys(variables).length + secrets.length + column.resources.length === 0 && (
        <Text c="dimmed">It brings no variables, secrets or resources.</Text>
      )}
    </PageSection>
  )
}

function Pair({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
