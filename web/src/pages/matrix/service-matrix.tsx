import type { Schemas } from "../../api/client.ts"
import { EnvironmentSummary } from "./environment-summary.tsx"
import styles from "./matrix.module.css"
import { ServiceCell } from "./service-cell.tsx"

type Column = Schemas["MatrixColumn"]

/** Environments as columns in the order of the path, services as rows. */
export function ServiceMatrix({ columns }: { readonly columns: readonly Column[] }) {
  const services = [...new Set(columns.flatMap(({ cells }) => cells.map(({ service }) => service)))].sort()
  return (
    <section className={styles.scroll} aria-label="Services by environment">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              Service
            </th>
            {columns.map((column) => (
              <th scope="col" key={column.environment}>
                <EnvironmentSummary column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <tr key={service}>
              <th scope="row">{service}</th>
              {columns.map((column) => (
                <td key={column.environment}>
                  <ServiceCell
                    cell={column.cells.find((cell) => cell.service === service)}
                    environment={column.environment}
                    service={service}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
