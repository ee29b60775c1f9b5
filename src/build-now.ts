import type { OpenedRepository } from "./adapters/git/open-repository.ts"
import { buildImage } from "./cli/image/build-image.ts"
import { composeRun } from "./compose-run-host.ts"
import type { Result } from "./core/shared/result.ts"
import { makeContext } from "./make-context.ts"
import { reportingBugs } from "./report-bug.ts"

export interface BuildNow {
  readonly service: string
  readonly dirty: boolean
  /** The repository of the current folder. */
  readonly opened: Promise<Result<OpenedRepository>>
}

/** {@link buildImage} as it is without further options. */
export async function buildNow({ opened, ...wanted }: BuildNow): Promise<void> {
  const request = { ...wanted, ref: null, cache: true, format: "text" } as const
  await reportingBugs(async () => {
    process.exitCode = await buildImage(makeContext(), composeRun(opened), request)
  })
}
