import { useEffect, useState } from "react"

/** Lines that are kept: the last ones. */
const MOST_LINES = 100

export interface ProgressLine {
  readonly at: number
  readonly text: string
}

/** What the server says of a promotion until it rests, line by line as it is said. */
export function useProgressLines(promotion: number): readonly ProgressLine[] {
  const [lines, setLines] = useState<readonly ProgressLine[]>([])
  useEffect(() => {
    const leaving = new AbortController()
    setLines([])
    void follow(promotion, leaving.signal, (line) => setLines((before) => [...before, line].slice(-MOST_LINES)))
    return () => leaving.abort()
  }, [promotion])
  return lines
}

/** Ends quietly where the connection does: the state of the promotion is told by events. */
async function follow(promotion: number, signal: AbortSignal, hear: (line: ProgressLine) => void): Promise<void> {
  const answer = await fetch(`/api/v1/promotions/${promotion}/progress`, { signal }).catch(() => undefined)
  const reader = answer?.ok ? answer.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined
  if (!reader) return
  let rest = ""
  for (let at = 0; ; ) {
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }))
    if (done || value === undefined || signal.aborted) return
    const whole = (rest + value).split("\n")
    rest = whole.pop() ?? ""
    for (const json of whole) {
      const { text } = JSON.parse(json) as { readonly text?: string }
      if (text !== undefined) hear({ at: at++, text })
    }
  }
}
