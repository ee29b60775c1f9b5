import { Alert } from "@mantine/core"
import { RequestFailed } from "../api/client.ts"

/** What went wrong, and what to do about it. */
export function Problem({ error }: { readonly error: unknown }) {
  const failure = error instanceof RequestFailed ? error.failure : undefined
  return (
    <Alert color="red" variant="light" role="alert" title={failure?.message ?? "The server cannot be reached"}>
      {failure?.hint ?? (failure ? null : "Is `slipway up` running?")}
    </Alert>
  )
}
