import { Group, Text, VisuallyHidden } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { shortDigest } from "../../parts/short-digest.ts"
import { Mark, VerificationMark } from "../../parts/state-mark.tsx"
import { CellLink } from "./cell-link.tsx"
import styles from "./matrix.module.css"
import { releaseRows } from "./release-rows.ts"

const COMING = { waiting: "yellow", deploying: "blue" } as const

/** The same environments, with the releases that are somewhere as rows. */
export function ReleaseMatrix({ columns }: { readonly columns: readonly Schemas["MatrixColumn"][] }) {
  const rows = releaseRows(columns)
  if (rows.length === 0)
    return <Text>No release runs anywhere yet. Push a branch that slipway.yaml has a rule for.</Text>
  return (
    <section className={styles.scroll} aria-label="Releases by environment">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Release</th>
            {columns.map(({ environment }) => (
              <th scope="col" key={environment}>
                <CellLink environment={environment}>{environment}</CellLink>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ release, version, places }) => (
            <tr key={release}>
              <th scope="row" title={release}>
                {version !== null && <Text fw={700}>{version}</Text>}
                <Text size="sm" ff="monospace">
                  {shortDigest(release)}
                </Text>
              </th>
              {columns.map(({ environment, deployed }) => {
                const place = places.get(environment)
                return (
                  <td key={environment}>
                    <CellLink environment={environment} release={release} isWide>
                      {place === "runs" ? (
                        <Group component="span" display="inline-flex" gap={6}>
                          <Mark color="green" text="runs" />
                          <VerificationMark verification={deployed?.verification ?? null} />
                        </Group>
                      ) : place === undefined ? (
                        <VisuallyHidden>not there</VisuallyHidden>
                      ) : (
                        <Mark color={COMING[place]} text={place} />
                      )}
                      <VisuallyHidden>{` ${version ?? shortDigest(release)} in ${environment}`}</VisuallyHidden>
                    </CellLink>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
