import { readFileSync } from "node:fs"
import { join } from "node:path"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { BUNDLE_TYPE, decodeBundle } from "../../src/core/evidence/bundle.ts"
import { payloadOf } from "../../src/core/evidence/envelope.ts"
import { parseStatement } from "../../src/core/evidence/parse-statement.ts"
import type { Statement } from "../../src/core/evidence/statement.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import { valueFrom } from "./assert-result.ts"

/** What the statements in an image layout say, whoever signed them: a run's signer is known to nobody but itself. */
export async function unverifiedStatements(images: string): Promise<readonly Statement[]> {
  const index: { manifests: { digest: Digest; artifactType?: string }[] } = JSON.parse(
    readFileSync(join(images, "index.json"), "utf8"),
  )
  const bundles = index.manifests.filter(({ artifactType }) => artifactType === BUNDLE_TYPE)
  const layout = new OciLayout(images)
  const read = bundles.map(async ({ digest }) => {
    const [layer] = valueFrom(await layout.readManifest(digest)).layers
    const bytes = layer ? valueFrom(await layout.readBlob(layer.digest)) : Buffer.alloc(0)
    const envelope = decodeBundle(bytes)
    if (!envelope) throw new Error(`${digest} holds no bundle`)
    return valueFrom(parseStatement(payloadOf(envelope)))
  })
  return Promise.all(read)
}
