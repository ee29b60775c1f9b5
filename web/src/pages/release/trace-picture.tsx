import { useMemo } from "react"
import type { Schemas } from "../../api/client.ts"
import { layoutGraph, pathThrough } from "../../parts/layout-graph.ts"
import { PictureFrame } from "../../parts/picture-frame.tsx"
import { plainText } from "../../parts/plain-text.ts"
import { STATUS } from "../../parts/status-mark.tsx"
import styles from "./release.module.css"
import { traceGraph } from "./trace-graph.ts"

const NODE = { width: 148, height: 62, gap: 22 } as const

/** Characters of a title that a node has room for. */
const TITLE = 16

/** The way of a release as a picture. The text below it says the same to whoever cannot see it. */
export function TracePicture({ trace }: { readonly trace: Schemas["ReleaseTrace"] }) {
  const graph = useMemo(() => traceGraph(trace), [trace])
  const place = useMemo(
    () => layoutGraph({ nodes: graph.nodes.map(({ id }) => id), edges: graph.edges }, NODE),
    [graph],
  )
  return (
    <PictureFrame label="The way of the release">
      <svg aria-hidden="true" width={place.width} height={place.height}>
        {place.edges.map(({ from, to, points }) => (
          <path key={`${from} ${to}`} className={styles.edge} d={pathThrough(points)} />
        ))}
        {graph.nodes.map(({ id, kind, title, at, status }) => {
          const { x, y } = place.nodes.get(id) ?? { x: 0, y: 0 }
          const look = status === null ? null : STATUS[status]
          const text = plainText(title)
          return (
            <g
              key={id}
              className={styles.node}
              data-color={look?.color}
              transform={`translate(${x - NODE.width / 2},${y - NODE.height / 2})`}
            >
              <title>{status === null ? text : `${text}: ${status}`}</title>
              <rect width={NODE.width} height={NODE.height} rx={8} />
              <text x={10} y={18} className={styles.kind}>
                {look ? `${look.icon} ${kind}` : kind}
              </text>
              <text x={10} y={36} className={styles.title}>
                {text.length <= TITLE ? text : `${text.slice(0, TITLE - 1)}…`}
              </text>
              <text x={10} y={52} className={styles.kind}>
                {at}
              </text>
            </g>
          )
        })}
      </svg>
    </PictureFrame>
  )
}
