import { Anchor, Group, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageLink } from "../../parts/page-link.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import styles from "../../parts/pages.module.css"
import { shortDigest } from "../../parts/short-digest.ts"
import { HealthMark, Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { dateAndTime, span, useNow } from "../../parts/times.ts"

/** What runs in an environment since when, and where it answers. */
export function EnvironmentRunning({ column }: { readonly column: Schemas["MatrixColumn"] }) {
  const now = useNow()
  const { deployed, beside, branch, expiresAt, kept, pinned } = column
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
      <Services label="Services" cells={column.cells} />
      {beside && (
        <>
          <Group gap="sm">
            <Mark
              color={beside.role === "next" ? "yellow" : "gray"}
              text={beside.role === "next" ? "stands by" : "kept"}
            />
            <Text>
              <ForeignText text={beside.version} />
              {beside.until !== null && ` until ${dateAndTime(beside.until)}`}
            </Text>
          </Group>
          <Services label="Services beside" cells={beside.cells} />
        </>
      )}
    </PageSection>
  )
}

function Services({ label, cells }: { readonly label: string; readonly cells: readonly Schemas["MatrixCell"][] }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {cells.map((cell) => (
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
  )
}
