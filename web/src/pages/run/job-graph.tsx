import { useMemo } from "react"
import type { Schemas } from "../../api/client.ts"
import { timeTaken } from "../../parts/durations.ts"
import { layoutGraph, pathThrough } from "../../parts/layout-graph.ts"
import { PictureFrame } from "../../parts/picture-frame.tsx"
import { STATUS } from "../../parts/status-mark.tsx"
import styles from "./run.module.css"

const NODE = { width: 210, height: 34, gap: 44 } as const

interface JobGraphProps {
  readonly jobs: readonly Schemas["RunJob"][]
  readonly path: readonly string[]
  readonly chosen: string | undefined
  readonly onChoose: (job: string) => void
  readonly now: number
}

/** The jobs as a picture, what is needed on the left. The list of jobs says the same to whoever cannot see it. */
export function JobGraph({ jobs, path, chosen, onChoose, now }: JobGraphProps) {
  const shape = JSON.stringify({
    nodes: jobs.map(({ job }) => job),
    edges: jobs.flatMap(({ job, detail }) => (detail?.needs ?? []).map((need) => [need, job])),
  })
  // The shape stays the same while jobs start and end, and finding places is what takes time.
  const place = useMemo(() => layoutGraph(JSON.parse(shape), NODE), [shape])
  const critical = new Set(path)
  return (
    <PictureFrame label="Graph of the jobs">
      <svg aria-hidden="true" width={place.width} height={place.height}>
        {place.edges.map(({ from, to, points }) => (
          <path
            key={`${from} ${to}`}
            className={styles.edge}
            d={pathThrough(points)}
            data-critical={(critical.has(from) && path[path.indexOf(from) + 1] === to) || undefined}
          />
        ))}
        {jobs.map((job) => {
          const at = place.nodes.get(job.job) ?? { x: 0, y: 0 }
          const { color, icon } = STATUS[job.status]
          return (
            <g
              key={job.job}
              className={styles.node}
              data-color={color}
              data-chosen={job.job === chosen || undefined}
              data-critical={critical.has(job.job) || undefined}
              transform={`translate(${at.x - NODE.width / 2},${at.y - NODE.height / 2})`}
            >
              <a
                href={`?job=${encodeURIComponent(job.job)}`}
                tabIndex={-1}
                onClick={(event) => {
                  event.preventDefault()
                  onChoose(job.job)
                }}
              >
                <title>{`${job.job}: ${job.status}`}</title>
                <rect width={NODE.width} height={NODE.height} rx={6} />
                <text x={10} y={22}>
                  {icon} {shortened(job.job)}
                </text>
                <text x={NODE.width - 10} y={22} textAnchor="end" className={styles.took}>
                  {job.detail?.restored ? "cached" : timeTaken(job, now)}
                </text>
              </a>
            </g>
          )
        })}
      </svg>
    </PictureFrame>
  )
}

/** As much of a name as a node has room for; the title has all of it. */
function shortened(name: string): string {
  return name.length <= 18 ? name : `${name.slice(0, 17)}…`
}
