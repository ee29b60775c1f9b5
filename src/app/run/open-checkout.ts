import { ok, type Result } from "../../core/shared/result.ts"
import type { Repository } from "../../ports/repository.ts"
import type { RunFolders } from "../../ports/run-folders.ts"

export interface CheckoutPorts {
  readonly repository: Pick<Repository, "checkout" | "checkoutAgain" | "tidy">
  readonly workFolders: RunFolders
}

export interface OpenCheckout {
  /** Absolute; holds the files of the commit or tree, and nothing else. */
  readonly folder: string
  /** Once nothing runs there any more. `untouched`: nothing ever did, and it holds what was written there. */
  close(options?: { readonly untouched: boolean }): Promise<void>
}

/**
 * A checkout for one run. It is made in a folder that earlier runs have used, so that only what differs is written;
 * where that cannot be, or where the user wants to keep it, in a new one.
 */
export async function openCheckout(
  ports: CheckoutPorts,
  { treeish, keep }: { readonly treeish: string; readonly keep: boolean },
): Promise<Result<OpenCheckout>> {
  const again = keep ? undefined : await openKept(ports, treeish)
  return again ?? openNew(ports, treeish, keep)
}

async function openKept(
  { repository, workFolders }: CheckoutPorts,
  treeish: string,
): Promise<Result<OpenCheckout> | undefined> {
  const kept = await workFolders.acquire()
  if (!kept.ok) return kept
  const written = await repository.checkoutAgain(treeish, kept.value)
  if (!written.ok) {
    await workFolders.release(kept.value, false)
    return undefined
  }
  return ok({
    folder: kept.value.folder,
    close: async (options) => workFolders.release(kept.value, (await repository.tidy(kept.value, options)).ok),
  })
}

async function openNew(
  { repository, workFolders }: CheckoutPorts,
  treeish: string,
  keep: boolean,
): Promise<Result<OpenCheckout>> {
  const created = await workFolders.create("run")
  if (!created.ok) return created
  const folder = created.value
  const written = await repository.checkout(treeish, folder)
  if (written.ok) return ok({ folder, close: () => (keep ? workFolders.keep(folder) : workFolders.remove(folder)) })
  await workFolders.remove(folder)
  return written
}
