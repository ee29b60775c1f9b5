import { Group, SegmentedControl, Stack, Text, Title } from "@mantine/core"
import { useMediaQuery } from "@mantine/hooks"
import { useQuery } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { statusQuery } from "../../api/queries.ts"
import { Problem } from "../../parts/problem.tsx"
import { CellDrawer } from "../cell/cell-drawer.tsx"
import { EnvironmentCards } from "./environment-cards.tsx"
import { ReleaseMatrix } from "./release-matrix.tsx"
import { ServiceMatrix } from "./service-matrix.tsx"

/** The home page: what is where, whether it works, and what is on its way. */
export function MatrixPage() {
  const status = useQuery(statusQuery)
  const search = useSearch({ from: "/signed-in/" })
  const { rows = "services", at, service, release } = search
  const navigate = useNavigate()
  const isNarrow = useMediaQuery("(max-width: 48em)")
  if (status.error && !status.data) return <Problem error={status.error} />
  if (!status.data) return <Text role="status">Reading what is where …</Text>
  const path = status.data.columns.filter(({ branch }) => branch === null)
  const previews = status.data.columns.filter(({ branch }) => branch !== null)
  return (
    <Stack gap="xl">
      <Stack component="section" gap="md" aria-labelledby="environments">
        <Group justify="space-between">
          <Title order={1} size="h2" id="environments">
            Environments
          </Title>
          <SegmentedControl
            aria-label="Rows of the matrix"
            value={rows}
            onChange={(value) => navigate({ to: "/", search: value === "releases" ? { rows: "releases" } : {} })}
            data={[
              { value: "services", label: "Services" },
              { value: "releases", label: "Releases" },
            ]}
          />
        </Group>
        {path.length === 0 ? (
          <Text>There are no environments yet. Name some in slipway.yaml, then push its branch.</Text>
        ) : rows === "releases" ? (
          <ReleaseMatrix columns={path} />
        ) : isNarrow ? (
          <EnvironmentCards columns={path} />
        ) : (
          <ServiceMatrix columns={path} />
        )}
      </Stack>
      <Stack component="section" gap="md" aria-labelledby="previews">
        <Title order={2} size="h3" id="previews">
          Previews
        </Title>
        {previews.length === 0 ? (
          <Text c="dimmed">No branch has a preview now.</Text>
        ) : (
          <EnvironmentCards columns={previews} />
        )}
      </Stack>
      <CellDrawer
        place={at === undefined ? undefined : { environment: at, service, release }}
        columns={status.data.columns}
        onClose={() => navigate({ to: "/", search: search.rows ? { rows: search.rows } : {}, resetScroll: false })}
        onRelease={(chosen) =>
          navigate({ to: "/", search: { ...search, release: chosen }, replace: true, resetScroll: false })
        }
      />
    </Stack>
  )
}
