import { Paper, SimpleGrid, Text } from "@mantine/core"
import type { Schemas } from "../../api/client.ts"
import { EnvironmentSummary } from "./environment-summary.tsx"
import styles from "./matrix.module.css"
import { ServiceCell } from "./service-cell.tsx"

/** An environment each, with its services below: previews, and the whole matrix where the screen is narrow. */
export function EnvironmentCards({ columns }: { readonly columns: readonly Schemas["MatrixColumn"][] }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} component="ul" className={styles.cards}>
      {columns.map((column) => (
        <Paper component="li" withBorder p="md" radius="md" key={column.environment}>
          <EnvironmentSummary column={column} />
          {column.cells.length > 0 && (
            <dl className={styles.services}>
              {column.cells.map((cell) => (
                <div key={cell.service}>
                  <Text component="dt" size="sm" fw={600}>
                    {cell.service}
                  </Text>
                  <dd>
                    <ServiceCell cell={cell} environment={column.environment} service={cell.service} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </Paper>
      ))}
    </SimpleGrid>
  )
}
