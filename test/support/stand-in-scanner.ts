import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { RunRig } from "./run-rig.ts"

export type ReportedVulnerability = readonly [id: string, severity: "UNKNOWN" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL"]

/**
 * Stands for Trivy, which Debian does not have: reads the image out of the layout it is given, and writes a report in
 * Trivy's form with what the test says is known by now.
 */
export const SCANNER_PROGRAM = `
  import { readdirSync, readFileSync, writeFileSync } from "node:fs"
  const { HOME, SLIPWAY_IMAGE: image, SLIPWAY_IMAGE_DIGEST: wanted, SLIPWAY_SERVICE: service } = process.env
  const json = (file) => JSON.parse(readFileSync(file, "utf8"))
  const blob = (digest) => json(image + "/blobs/sha256/" + digest.slice(7))
  const [{ digest }] = json(image + "/index.json").manifests
  if (digest !== wanted) throw new Error("the layout holds another image")
  const known = json(process.env.KNOWN ?? HOME + "/known.json")
  const beside = readdirSync(".").filter((name) => name !== image)
  if (beside.length > 0) throw new Error("there is something besides the image: " + beside)
  const Vulnerabilities = known.map(([VulnerabilityID, Severity]) => ({ VulnerabilityID, Severity, PkgName: service }))
  writeFileSync(process.argv[2], JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: image,
    ArtifactType: "container_image",
    Metadata: { ImageID: process.env.OTHER_IMAGE ?? blob(digest).config.digest },
    Results: [{ Target: image, Class: "lang-pkgs", Type: "node-pkg", Vulnerabilities }],
  }))
`

/** Puts the scanner into a rig's home. */
export function putScanner(rig: RunRig, known: readonly ReportedVulnerability[] = []): void {
  writeFileSync(join(rig.home, "scanner.mjs"), SCANNER_PROGRAM)
  reportFrom(rig, known)
}

/** What the scanner finds in every image from now on. */
export function reportFrom(rig: RunRig, known: readonly ReportedVulnerability[]): void {
  writeFileSync(join(rig.home, "known.json"), JSON.stringify(known))
}

/** A definition's scanner. */
export const SCANNER = `
scanner: { run: node "$HOME/scanner.mjs" report.json, report: report.json, format: trivy }
`
