import { openWorkTree } from "./adapters/git/open-repository.ts"

/** As services are called. */
const NAME = /^[a-z][a-z0-9-]*$/

/**
 * `slipway image build <service> [--dirty]`, before the command line is loaded: watchers and hooks do it after every edit.
 * Git is asked while all else is loaded. False where it is anything else: then the command itself answers.
 */
export async function buildAtOnce(args: readonly string[]): Promise<boolean> {
  const [image, build, service = "", ...options] = args
  if (image !== "image" || build !== "build" || !NAME.test(service)) return false
  const dirty = options[0] === "--dirty"
  if (options.length > (dirty ? 1 : 0)) return false
  const opened = openWorkTree(process.cwd())
  const { buildNow } = await import("./build-now.ts")
  await buildNow({ service, dirty, opened })
  return true
}
