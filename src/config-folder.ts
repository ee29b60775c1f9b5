import { userInfo } from "node:os"
import { join } from "node:path"

/** Where this user's configuration is (XDG Base Directory Specification). */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CONFIG_HOME || join(env.HOME || userInfo().homedir, ".config"), "slipway")
}
