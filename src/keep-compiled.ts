import { enableCompileCache } from "node:module"
import { homedir } from "node:os"
import { join } from "node:path"

/**
 * Keeps what V8 compiles of our modules from start to start; it more than halves the time that a start takes. Not in
 * the folder for temporary files, as is Node's default: others could put there what we would run.
 */
export function keepCompiled(env: NodeJS.ProcessEnv): void {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache")
  if (env.NODE_COMPILE_CACHE === undefined) enableCompileCache(join(cache, "slipway", "compiled"))
  // Meant for this process (bin/slipway), not for npm and the like that it starts.
  delete env.NODE_COMPILE_CACHE
}
