/** Environment variables that say how this machine reaches a network and whose certificates it believes. */
const NAMES = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "npm_config_cache",
  "npm_config_registry",
  "npm_config_userconfig",
] as const

/**
 * Of a caller's environment, what installing packages needs besides PATH and HOME. Setups and image builds get it; jobs
 * do not, since what they find must not depend on the machine (`path.md`, `env`).
 */
export function networkVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
