import { Text } from "@mantine/core"
import type { ReactNode } from "react"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import styles from "../../parts/pages.module.css"

type Details = Schemas["EnvironmentDetails"]

/** How what runs differs from what the rules of today say. */
export function EnvironmentDrift({ details: { drift, isDriftKnown, column } }: { readonly details: Details }) {
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

/** What the environment brings to what runs there. */
export function EnvironmentConfiguration({
  details: { variables, secrets, target, strategy, column },
}: {
  readonly details: Details
}) {
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

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
