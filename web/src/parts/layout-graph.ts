import { graphlib, layout } from "@dagrejs/dagre"

/** From so many nodes on, the order within a rank is found quickly instead of well: nobody sees it all at once. */
const MANY = 200

export interface GraphShape {
  readonly nodes: readonly string[]
  readonly edges: readonly (readonly [from: string, to: string])[]
}

export interface GraphPlace {
  readonly width: number
  readonly height: number
  /** Centre of each node. */
  readonly nodes: ReadonlyMap<string, Point>
  readonly edges: readonly { readonly from: string; readonly to: string; readonly points: readonly Point[] }[]
}

/** Pixels of each node. */
export interface GraphSize {
  readonly width: number
  readonly height: number
  /** Between columns. */
  readonly gap: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Places a graph from left to right, what is needed before what needs it. */
export function layoutGraph({ nodes, edges }: GraphShape, { gap, ...size }: GraphSize): GraphPlace {
  const graph = new graphlib.Graph()
  const isLarge = nodes.length >= MANY
  const ranker = isLarge ? "longest-path" : "network-simplex"
  graph.setGraph({ rankdir: "LR", ranker, nodesep: 10, ranksep: gap, marginx: 4, marginy: 4 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node, { ...size })
  for (const [from, to] of edges) graph.setEdge(from, to)
  layout(graph, { disableOptimalOrderHeuristic: isLarge })
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    width,
    height,
    nodes: new Map(nodes.map((node) => [node, graph.node(node) as Point])),
    edges: edges.map(([from, to]) => ({ from, to, points: (graph.edge(from, to) as { points: Point[] }).points })),
  }
}

/** A smooth line through points: straight to the first middle, then bent at each point. */
export function pathThrough([first, ...rest]: readonly Point[]): string {
  if (!first) return ""
  const last = rest.at(-1)
  if (!last) return ""
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last
    return `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`
  })
  return `M${first.x},${first.y} ${bends.join(" ")} L${last.x},${last.y}`
}
