import type { Colour } from "../../core/deployment/colour.ts"
import { hostName, urlVariable } from "../../core/environment/environment-name.ts"
import type { ReleaseManifest } from "../../core/release/release-manifest.ts"
import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { AddressRecord } from "../../ports/store/environment-store.ts"
import type { RouteAddress } from "../../ports/target.ts"
import type { ServerPorts } from "./server-ports.ts"

/** Where a service of an environment answers, now and after every later deployment. */
export interface ServiceAddress {
  readonly service: string
  readonly route: RouteAddress
  /** Resolves everywhere on this machine: what other services and tests get. */
  readonly stableUrl: string
}

/**
 * The addresses of a release's services in an environment, or in one colour of it; a service that has none yet gets a free
 * stable port.
 */
export async function addressesOf(
  ports: ServerPorts,
  environment: string,
  manifest: Pick<ReleaseManifest, "services">,
  colour: Colour | null = null,
): Promise<Result<readonly ServiceAddress[]>> {
  const addresses: ServiceAddress[] = []
  const own = await ports.store.environments.addresses(environment)
  for (const [service, { run }] of Object.entries(manifest.services)) {
    const known = own.find((one) => one.service === service && one.colour === colour)
    const port = known ? ok(known.port) : await stablePort(ports, { environment, service, colour })
    if (!port.ok) return port
    const host = run.public ? hostOf(ports, { environment, service, colour }) : null
    addresses.push({ service, route: { host, port: port.value }, stableUrl: `http://127.0.0.1:${port.value}` })
  }
  return ok(addresses)
}

/** Takes a service's address out of the router, whether it was public or not. */
export async function closeAddress(ports: ServerPorts, { port, ...named }: AddressRecord): Promise<void> {
  await ports.router.remove({ host: hostOf(ports, named), port })
}

type Named = Omit<AddressRecord, "port">

/** `web.green.production.shop.localhost` is where green is looked at before it serves. */
function hostOf({ settings }: ServerPorts, { environment, service, colour }: Named): string {
  return hostName(service, colour === null ? environment : `${colour}.${environment}`, settings.project)
}

async function stablePort(ports: ServerPorts, named: Named): Promise<Result<number>> {
  const { from, to } = ports.settings.stablePorts
  const known = await ports.store.environments.addresses()
  const { environment, service, colour } = named
  const own = known.find((one) => one.environment === environment && one.service === service && one.colour === colour)
  if (own) return ok(own.port)
  const taken = new Set(known.map((address) => address.port))
  for (let port = from; port <= to; port++) {
    if (taken.has(port) || !(await ports.router.isFree(port))) continue
    if (await ports.store.environments.addAddress({ ...named, port })) return ok(port)
  }
  return fail("port-in-use", `all stable ports from ${from} to ${to} are taken`, {
    hint: "destroy a preview, or give a wider range: slipway up --stable-ports 7500-8999",
  })
}

/** `GATEWAY_URL=http://127.0.0.1:7501` for each. Tests get those of private services too. */
export function urlVariables(addresses: readonly ServiceAddress[]): Readonly<Record<string, string>> {
  return Object.fromEntries(addresses.map(({ service, stableUrl }) => [urlVariable(service), stableUrl]))
}

/** What people open: the name for browsers, and the port that resolves everywhere. None for private services. */
export function urlsOf(ports: ServerPorts, address: ServiceAddress): readonly string[] {
  const { host } = address.route
  return host === null ? [] : [`http://${host}:${ports.settings.routerPort}`, address.stableUrl]
}
