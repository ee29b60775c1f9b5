import { isTerminal } from "../../core/shared/status.ts"
import type { ApiContext } from "./api-context.ts"

/** What is said of a deployment until it and its verification are over. */
export function restOf({ ports }: ApiContext, id: number) {
  const read = () => ports.store.environments.getDeployment(id)
  const isSettled = async () => {
    const now = await read()
    if (!now || !isTerminal(now.status)) return false
    return now.status !== "succeeded" || (now.verification !== null && isTerminal(now.verification))
  }
  const end = async () => ({ deployment: await read() })
  return { topic: `deployment:${id}` as const, isSettled, end }
}
