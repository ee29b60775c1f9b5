import type { Digest } from "../../core/shared/digest.ts"
import { fail, type Result } from "../../core/shared/result.ts"
import type { Descriptor } from "../../ports/image-registry.ts"
import { putSubject, SUBJECT_TYPE } from "../put-subject.ts"
import type { ServerPorts } from "./server-ports.ts"

/** A release as an artifact beside its images: what verifications and approvals are referrers of. */
export async function releaseDescriptor(ports: ServerPorts, digest: Digest): Promise<Result<Descriptor>> {
  const release = await ports.store.releases.get(digest)
  if (!release) return fail("release-unknown", `there is no release ${digest}`)
  return putSubject(ports.registry, release.manifest, SUBJECT_TYPE.release)
}
