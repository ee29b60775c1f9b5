import type { ReleaseManifest } from "../release/release-manifest.ts"

/** Services in the order in which they are started: what a service needs before itself; by name where that is free. */
export function deploymentOrder(manifest: Pick<ReleaseManifest, "services">): readonly string[] {
  const ordered = new Set<string>()
  const visit = (service: string, above: ReadonlySet<string>) => {
    const released = manifest.services[service]
    // A need that is no service is a resource; a cycle was refused with the definition (`service-cycle`).
    if (!released || ordered.has(service) || above.has(service)) return
    for (const need of [...released.run.needs].sort()) visit(need, new Set([...above, service]))
    ordered.add(service)
  }
  for (const service of Object.keys(manifest.services).sort()) visit(service, new Set())
  return [...ordered]
}
