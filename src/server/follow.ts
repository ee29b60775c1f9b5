import type { ProgressBoard, Topic } from "../app/server/progress-board.ts"

/** How often it is looked whether all has come to rest, besides after each line. Milliseconds. */
const LOOK_AGAIN = 100

export interface FollowOptions {
  readonly topic: Topic
  readonly isSettled: () => Promise<boolean>
  readonly signal: AbortSignal
}

/** Lines about a topic as they come, until all that it stands for has come to rest or nobody listens any more. */
export async function* follow(
  board: ProgressBoard,
  { topic, isSettled, signal }: FollowOptions,
): AsyncGenerator<string, void, void> {
  const lines: string[] = []
  let wake = () => {}
  const unfollow = board.follow(topic, (text) => {
    lines.push(text)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener("abort", onAbort)
  try {
    while (!signal.aborted) {
      for (let line = lines.shift(); line !== undefined; line = lines.shift()) yield line
      if ((await isSettled()) && lines.length === 0) return
      if (lines.length > 0) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_AGAIN)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  } finally {
    unfollow()
    signal.removeEventListener("abort", onAbort)
  }
}
