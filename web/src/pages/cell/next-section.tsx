import { Button, Group, Stack, Text, UnstyledButton } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { candidatesQuery } from "../../api/acts-queries.ts"
import type { Schemas } from "../../api/client.ts"
import { ForeignText } from "../../parts/foreign-text.tsx"
import { PageSection } from "../../parts/page-section.tsx"
import { Problem } from "../../parts/problem.tsx"
import rows from "../../parts/rows.module.css"
import { shortDigest } from "../../parts/short-digest.ts"
import { Mark } from "../../parts/state-mark.tsx"
import styles from "./cell.module.css"
import type { CellPlace } from "./cell-drawer.tsx"
import { ReleaseSection } from "./release-section.tsx"

type Candidate = Schemas["Candidate"]

interface NextSectionProps {
  readonly column: Schemas["MatrixColumn"]
  readonly place: CellPlace
  readonly onRelease: (release: string) => void
}

/** How many are shown until somebody asks for all: what can be done stands below them. */
const FEW = 3

/** What could enter next, and all about the one that is looked at. */
export function NextSection({ column, place, onRelease }: NextSectionProps) {
  const { environment } = column
  const listed = useQuery(candidatesQuery(environment))
  const [isAll, setAll] = useState(false)
  if (listed.error && !listed.data) return <Problem error={listed.error} />
  if (!listed.data) return <Text role="status">Reading what could be next …</Text>
  const { candidates } = listed.data
  const chosen = place.release ?? candidates[0]?.release
  const shown = candidates.filter(({ release }, index) => isAll || index < FEW || release === chosen)
  return (
    <>
      <PageSection order={3} title="Could be next">
        {candidates.length === 0 ? (
          <Text size="sm">Nothing: what was verified upstream runs here already, or nothing was.</Text>
        ) : (
          <ul className={rows.list}>
            {shown.map((candidate) => (
              <li key={candidate.release}>
                <UnstyledButton
                  className={`${rows.row} ${styles.candidate}`}
                  aria-pressed={candidate.release === chosen}
                  onClick={() => onRelease(candidate.release)}
                >
                  <CandidateFacts candidate={candidate} />
                </UnstyledButton>
              </li>
            ))}
          </ul>
        )}
        {shown.length < candidates.length && (
          <Group>
            <Button variant="default" size="xs" onClick={() => setAll(true)}>
              Show all {candidates.length}
            </Button>
          </Group>
        )}
      </PageSection>
      {chosen !== undefined && <ReleaseSection key={chosen} environment={environment} release={chosen} />}
    </>
  )
}

function CandidateFacts({ candidate }: { readonly candidate: Candidate }) {
  const { release, names, commit, author, subject, sources, promotion, rejected } = candidate
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <Text size="sm" fw={600} ff="monospace">
          {names.at(-1) ?? shortDigest(release)}
        </Text>
        {promotion?.state === "waiting" && <Mark color="yellow" text="waiting" />}
        {promotion?.state === "deploying" && <Mark color="blue" text="deploying" />}
        {rejected && <Mark color="red" text="rejected" />}
      </Group>
      <Text size="sm">
        <ForeignText text={subject} />
      </Text>
      <Text size="sm" c="dimmed">
        <ForeignText text={[author, commit.slice(0, 12), ...sources].join(" · ")} />
      </Text>
    </Stack>
  )
}
