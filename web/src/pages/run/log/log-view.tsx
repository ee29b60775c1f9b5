import { Box, Text } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useVirtualizer } from "@tanstack/react-virtual"
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react"
import { matchesQuery, outlineQuery } from "../../../api/run-queries.ts"
import { Problem } from "../../../parts/problem.tsx"
import { FoldedRows } from "./folded-rows.ts"
import styles from "./log.module.css"
import { LineText } from "./log-line.tsx"
import { LogTools } from "./log-tools.tsx"
import { type LogPlace, useLogLength, useLogLines } from "./use-log-lines.ts"

/** Pixels. A million rows of it fit into what browsers lay out at most. */
const ROW = 17

/** What a job has printed and prints: only the lines that are looked at are read, and are in the page. */
export function LogView({ run, job }: LogPlace) {
  const place = { run, job }
  const { total, isWhole, error } = useLogLength(place)
  const { data: outline } = useQuery(outlineQuery(place, total, isWhole))
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set())
  const [search, setSearch] = useState("")
  const [match, setMatch] = useState(0)
  const [wantsFollowed, setFollowed] = useState<boolean | null>(null)
  const isFollowed = !isWhole && (wantsFollowed ?? true)
  const [marked, setMarked] = useState<number | null>(null)
  const matches = useQuery(matchesQuery(place, search)).data

  const groups = outline?.groups ?? []
  const rows = useMemo(
    () => new FoldedRows(total, outline?.groups.filter(({ from }) => folded.has(from)) ?? []),
    [total, outline, folded],
  )
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 30,
  })
  const items = virtual.getVirtualItems()
  const textOf = useLogLines(
    place,
    items.map(({ index }) => rows.lineOf(index)),
  )

  useEffect(() => {
    if (isFollowed && total > 0) virtual.scrollToIndex(rows.count - 1, { align: "end" })
  }, [isFollowed, total, rows, virtual])

  const goTo = (line: number) => {
    const hiding = groups.find(({ from, to }) => folded.has(from) && line > from && line <= to)
    const shown = hiding ? new Set([...folded].filter((from) => from !== hiding.from)) : folded
    setFolded(shown)
    setFollowed(false)
    setMarked(line)
    const row = new FoldedRows(
      total,
      groups.filter(({ from }) => shown.has(from)),
    ).rowOf(line)
    // The rows that are unfolded just now are there at the next frame.
    requestAnimationFrame(() => virtual.scrollToIndex(row, { align: "center" }))
  }
  const goToMatch = (index: number) => {
    const line = matches?.lines[index]
    if (line === undefined) return
    setMatch(index)
    goTo(line)
  }
  const goToFirst = useEffectEvent(() => goToMatch(0))
  const isSearched = matches !== undefined
  useEffect(() => {
    if (isSearched && search !== "") goToFirst()
  }, [search, isSearched])

  if (error) return <Problem error={error} />
  const found = new Set(matches?.lines)
  return (
    <div className={styles.log}>
      <LogTools
        place={place}
        search={search}
        onSearch={setSearch}
        matches={matches}
        match={match}
        onMatch={goToMatch}
        firstError={outline?.firstError ?? null}
        onLine={goTo}
        canFold={groups.length > 0}
        isFolded={folded.size > 0}
        onFold={(all) => setFolded(new Set(all ? groups.map(({ from }) => from) : []))}
        isFollowed={isFollowed}
        onFollow={isWhole ? null : setFollowed}
      />
      {total === 0 && (
        <Text className={styles.empty}>{isWhole ? "It printed nothing." : "Nothing is printed yet."}</Text>
      )}
      <Box
        component="section"
        ref={scroller}
        className={styles.scroller}
        aria-label={`Log of ${job}`}
        tabIndex={0}
        onWheel={({ deltaY }) => deltaY < 0 && setFollowed(false)}
        onKeyDown={({ key }) => ["ArrowUp", "PageUp", "Home"].includes(key) && setFollowed(false)}
      >
        <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const line = rows.lineOf(index)
            const group = groups.find(({ from }) => from === line)
            const text = textOf(line)
            return (
              <div
                key={line}
                className={styles.row}
                data-row
                data-found={found.has(line) || undefined}
                data-marked={line === marked || undefined}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className={styles.number}>{line + 1}</span>
                {group && (
                  <button
                    type="button"
                    className={styles.fold}
                    aria-expanded={!folded.has(line)}
                    aria-label={group.title || "Group"}
                    onClick={() => setFolded(toggled(folded, line))}
                  >
                    {folded.has(line) ? "▸" : "▾"}
                  </button>
                )}
                <span className={styles.text} data-group={group !== undefined || undefined}>
                  {text === undefined ? "…" : <LineText text={text} />}
                </span>
              </div>
            )
          })}
        </div>
      </Box>
    </div>
  )
}

function toggled(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  const next = new Set(set)
  if (!next.delete(value)) next.add(value)
  return next
}
