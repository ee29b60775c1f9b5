import { Group, Text } from "@mantine/core"
import type { ReactNode } from "react"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import styles from "../../parts/pages.module.css"
import { shortDigest } from "../../parts/short-digest.ts"
import { Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { StatusMark } from "../../parts/status-mark.tsx"
import { dateAndTime } from "../../parts/times.ts"
import { branchOf } from "./trace-graph.ts"

/** The way of a release in words, each thing with its page. */
export function TraceText({ trace }: { readonly trace: Schemas["ReleaseTrace"] }) {
  return (
    <>
      <Things title="Commits">
        {trace.commits.map(({ commit, author, subject, at }) => (
          <li key={commit}>
            <Text>
              <ForeignText text={subject ?? "a commit that the repository does not have"} />
            </Text>
            <Small facts={[commit.slice(0, 12), author, timeOf(at)]} />
          </li>
        ))}
      </Things>
      <Things title="Pushes">
        {trace.events.map(({ seq, ref, person, acceptedAt, note }) => (
          <li key={seq}>
            <Text>
              <ForeignText text={branchOf(ref)} />
            </Text>
            <Small facts={[person === null ? null : `by ${person}`, timeOf(acceptedAt), note]} />
          </li>
        ))}
      </Things>
      <Things title="Runs">
        {trace.runs.map(({ id, purpose, environment, status, createdAt }) => (
          <li key={id}>
            <Group gap="sm">
              <PageLink to="/runs/$run" params={{ run: String(id) }} search={{}}>
                Run {id}
                {purpose === "build" ? "" : ` against ${environment}`}
              </PageLink>
              <StatusMark status={status} />
            </Group>
            <Small facts={[timeOf(createdAt)]} />
          </li>
        ))}
      </Things>
      <Things title="Images and evidence">
        {trace.images.map(({ service, image }) => (
          <li key={service}>
            <Group gap="sm">
              <Text fw={600}>{service}</Text>
              <PageLink to="/images/$digest" params={{ digest: image }} ff="monospace" size="sm">
                {shortDigest(image)}
              </PageLink>
              <Text size="sm">{statementsText(trace.evidence.filter(({ subject }) => subject === image).length)}</Text>
            </Group>
          </li>
        ))}
      </Things>
      <Things title="Environments">
        {trace.deployments.map(({ id, environment, kind, status, verification, person, createdAt, message }) => (
          <li key={id}>
            <Group gap="sm">
              <PageLink to="/environments/$environment" params={{ environment }} search={{}}>
                {environment}
              </PageLink>
              {kind === "rollback" && <Text size="sm">rollback</Text>}
              <StatusMark status={status} />
              <VerificationMark verification={verification} />
            </Group>
            <Small facts={[timeOf(createdAt), person === null ? null : `by ${person}`, message]} />
          </li>
        ))}
        {trace.promotions
          .filter(({ state }) => state !== "deployed")
          .map(({ id, environment, state, note, createdAt }) => (
            <li key={`promotion ${id}`}>
              <Group gap="sm">
                <PageLink to="/environments/$environment" params={{ environment }} search={{}}>
                  {environment}
                </PageLink>
                <Mark color={state === "failed" ? "red" : "yellow"} text={state} />
              </Group>
              <Small facts={[timeOf(createdAt), note]} />
            </li>
          ))}
      </Things>
      <Things title="Approvals">
        {trace.acts.map(({ statement, act, person, environment, gate, isTakenBack, at }) => (
          <li key={statement}>
            <Text>
              <ForeignText text={`${isTakenBack ? "taken back: " : ""}${act} by ${person}`} />
            </Text>
            <Small facts={[environment, gate, timeOf(at)]} />
          </li>
        ))}
      </Things>
    </>
  )
}

function Things({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }) {
  const isEmpty = children.flat().length === 0
  return (
    <PageSection title={title}>
      {isEmpty ? <Text c="dimmed">None.</Text> : <ul className={styles.list}>{children}</ul>}
    </PageSection>
  )
}

function Small({ facts }: { readonly facts: readonly (string | null)[] }) {
  return (
    <Text size="sm" c="dimmed">
      <ForeignText text={facts.filter((fact) => fact !== null && fact !== "").join(" · ")} />
    </Text>
  )
}

function timeOf(at: number | null): string | null {
  return at === null ? null : dateAndTime(at)
}

function statementsText(count: number): string {
  return count === 1 ? "1 signed statement" : `${count} signed statements`
}
