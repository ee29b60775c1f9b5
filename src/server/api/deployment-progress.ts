import { isTerminal } from "../../core/shared/status.ts"
import type { ApiContext } from "./api-context.ts"

/** What is said of a deployment until it and its verification are over. */
export function restOf({ ports }: ApiContext, id: number) {
  const read = () => ports.store.environments.getDeployment(id)
  const isSettled = async () => {
    const now = await read()
    const isVerified = now?.verification != null && isTerminal(now.verification)
    // What stands by rests once its tests have ended.
    if (now?.status === "waiting" || now?.status === "succeeded") return isVerified
    return now !== undefined && isTerminal(now.status)
  }
  const end = async () => ({ deployment: await read() })
  return { topic: `deployment:${id}` as const, isSettled, end }
}
