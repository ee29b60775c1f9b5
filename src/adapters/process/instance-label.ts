import { fail, ok, type Result } from "../../core/shared/result.ts"
import type { InstanceOwner } from "../../ports/target.ts"

/** The environment variable that says whose a process is; everything that an instance starts inherits it. */
export const ownerVariable = "SLIPWAY_OWNER"

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** Whether a name may become a folder and a part of labels and host names: a DNS label (RFC 1123, 2.1). */
export function isDnsLabel(name: string): boolean {
  return dnsLabel.test(name)
}

/** Whether a server's or instance's name may become a file and a part of labels. */
export function isFileName(name: string): boolean {
  return fileName.test(name)
}

/** The names of an owner if they may become paths and labels. */
export function checkOwner(owner: InstanceOwner): Result<InstanceOwner> {
  if (!isDnsLabel(owner.environment)) return invalid("environment", owner.environment)
  if (!isDnsLabel(owner.service)) return invalid("service", owner.service)
  if (!isFileName(owner.instance)) return invalid("instance", owner.instance)
  return ok(owner)
}

/** `<server>/<environment>/<service>/<instance>` */
export function ownerLabel(server: string, { environment, service, instance }: InstanceOwner): string {
  return [server, environment, service, instance].join("/")
}

/** The owner in a label of this server; undefined for those of others. */
export function parseOwnerLabel(server: string, label: string): InstanceOwner | undefined {
  const [from, environment, service, instance, ...rest] = label.split("/")
  if (from !== server || rest.length > 0) return undefined
  if (environment === undefined || service === undefined || instance === undefined) return undefined
  const checked = checkOwner({ environment, service, instance })
  return checked.ok ? checked.value : undefined
}

function invalid(what: string, name: string) {
  return fail("argument-invalid", `${JSON.stringify(name)} cannot name the ${what} on the process target`)
}
