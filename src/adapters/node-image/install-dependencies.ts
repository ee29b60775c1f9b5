import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join, posix } from "node:path"
import { installManifest } from "../../core/image/install-manifest.ts"
import { type ImagePlan, type ImageRequest, npmPlatform } from "../../core/image/plan-image.ts"
import type { Result } from "../../core/shared/result.ts"
import { DOWNLOADS, type InstallContainer } from "./install-container.ts"
import { runNpm } from "./npm.ts"
import { type Libc, npmCiArguments } from "./npm-arguments.ts"

export interface InstallRequest {
  readonly plan: Pick<ImagePlan, "root"> & { readonly install: NonNullable<ImagePlan["install"]> }
  /** Content of the plan's install files. */
  readonly texts: ReadonlyMap<string, string>
  readonly platform: ImageRequest["platform"]
  readonly libc: Libc
  readonly npm: { readonly version: string; readonly environment: Readonly<Record<string, string>> }
  /** Where packages may run their scripts; null: nowhere. */
  readonly container: InstallContainer | null
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Has npm install the production dependencies into an empty folder. Nothing of theirs runs on this machine: in a
 * container, npm installs them anew from what was downloaded here.
 */
export async function installDependencies(request: InstallRequest, folder: string): Promise<Result<void>> {
  const { plan, texts, platform, libc, npm, container, log, signal } = request
  for (const path of plan.install.files) {
    const copy = join(folder, posix.relative(plan.root, path))
    await mkdir(dirname(copy), { recursive: true })
    await writeFile(copy, installText(path, texts))
  }
  const { selection } = plan.install
  const cache = container ? [`--cache=${join(folder, DOWNLOADS)}`] : []
  const done = await runNpm({
    arguments: [...npmCiArguments(selection, npmPlatform(platform), libc), "--ignore-scripts", ...cache],
    directory: folder,
    environment: npm.environment,
    log,
    signal,
  })
  return done.ok && container ? container.install({ install: plan.install, platform, libc, folder, log, signal }) : done
}

/** What npm is given of a file of the checkout. */
export function installText(path: string, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(path) ?? ""
  return posix.basename(path) === "package.json" ? installManifest(text) : text
}
