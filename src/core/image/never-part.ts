import { posix } from "node:path"

const FOLDERS: readonly string[] = [".git", ".slipway", "node_modules"]

/** History, Slipway's own state and installed packages are never read from a checkout, whatever globs say. */
export function isNeverRead(path: string): boolean {
  return path.split("/").some((segment) => FOLDERS.includes(segment))
}

/**
 * Files that often hold secrets, or one environment's configuration, stay outside of images: `.npmrc`, and `.env*` unless
 * the image's globs name that very file. Environments bring their own variables.
 */
export function isWithheld(path: string, named: readonly string[]): boolean {
  const name = posix.basename(path)
  if (name === ".npmrc") return true
  return (name === ".env" || name.startsWith(".env.")) && !named.includes(path)
}
