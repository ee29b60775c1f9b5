import type { SourceFile } from "../evidence/source-inputs.ts"
import { digestOfJson } from "../shared/digest.ts"
import { isLockFile, lockFolderOf } from "./lock-folder.ts"
import { noReports, type PlannedCommand } from "./plan.ts"

/** A package, service or test, as far as its setup is concerned. */
export interface SetupOwner {
  readonly directory: string
  readonly setup?: string | undefined
}

/** Finds the setup of a package, service or test; null where it has none. */
export type SetupOf = (owner: SetupOwner) => PlannedCommand | null

/**
 * One setup per lock file, however many owners share it. It runs where the lock file is. Where owners that share one ask
 * for different commands, all of these run, in the order of the definition: they change the same folder.
 */
export function planSetups(owners: readonly SetupOwner[], files: readonly SourceFile[]): SetupOf {
  // Few of many files: they are looked through for each owner.
  const locks = files.filter(({ path }) => isLockFile(path))
  const folderOf = ({ directory }: SetupOwner) => lockFolderOf(directory, locks) ?? directory
  const commands = new Map<string, Set<string>>()
  for (const owner of owners) {
    if (owner.setup === undefined) continue
    const folder = folderOf(owner)
    commands.set(folder, (commands.get(folder) ?? new Set()).add(owner.setup))
  }
  return (owner) => {
    const wanted = owner.setup === undefined ? undefined : commands.get(folderOf(owner))
    return wanted ? plannedSetup(folderOf(owner), [...wanted]) : null
  }
}

function plannedSetup(folder: string, commands: readonly string[]): PlannedCommand {
  const command = commands.length === 1 ? commands.join() : ["set -e", ...commands].join("\n")
  return {
    kind: "setup",
    id: `setup:${folder === "." ? "root" : folder}`,
    owner: null,
    needs: [],
    directory: folder,
    definition: digestOfJson({ setup: command, folder }),
    command,
    container: null,
    sidecars: [],
    inImage: false,
    env: {},
    tools: [],
    secrets: [],
    inputs: [".npmrc", "package-lock.json", "npm-shrinkwrap.json", "package.json", "**/package.json"],
    outputs: [],
    reports: noReports,
    coverageMinimum: null,
    timeout: 30 * 60_000,
    retries: 1,
    retry: "always",
    always: false,
  }
}
