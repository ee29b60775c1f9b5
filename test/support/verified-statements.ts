import { readFileSync } from "node:fs"
import { join } from "node:path"
import { OciLayout } from "../../src/adapters/oci/oci-layout.ts"
import { SignerFolder } from "../../src/adapters/signing/signer-folder.ts"
import { readStatement } from "../../src/app/read-statement.ts"
import { BUNDLE_TYPE } from "../../src/core/evidence/bundle.ts"
import type { Statement } from "../../src/core/evidence/statement.ts"
import type { Digest } from "../../src/core/shared/digest.ts"
import { valueFrom } from "./assert-result.ts"

/** Every statement that a server keeps in this data folder; each must verify, and be signed by the server. */
export async function verifiedStatements(data: string): Promise<readonly Statement[]> {
  const images = join(data, "images")
  const index: { manifests: { digest: Digest; artifactType?: string }[] } = JSON.parse(
    readFileSync(join(images, "index.json"), "utf8"),
  )
  const bundles = index.manifests.filter(({ artifactType }) => artifactType === BUNDLE_TYPE)
  const signers = new SignerFolder(join(data, "signers"))
  const read = bundles.map(async ({ digest }) => {
    const { statement, signer } = valueFrom(await readStatement(new OciLayout(images), digest, signers))
    if (signer.name !== "server") throw new Error(`${digest} is signed by ${signer.name}`)
    return statement
  })
  return Promise.all(read)
}
