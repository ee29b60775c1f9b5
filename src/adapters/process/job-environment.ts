import { delimiter, dirname } from "node:path"

/**
 * What of the caller's environment reaches jobs: PATH, with the Node that Slipway itself runs on in front, and HOME.
 *
 * @param folder where checkouts are made. Git must not look above it: it would find the user's own repository.
 */
export function jobEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Readonly<Record<string, string>> {
  const path = [dirname(process.execPath), env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(delimiter)
  return { PATH: path, HOME: env.HOME ?? "/", GIT_CEILING_DIRECTORIES: folder }
}
