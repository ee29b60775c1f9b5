import { digestOf } from "../../../../core/shared/digest.ts"
import type { ScannedImage } from "../scanned-image.ts"

/** The image that the reports below are about. */
export const scanned: ScannedImage = { digest: digestOf("manifest"), id: digestOf("config") }

/** As `trivy image --input image --format json` of 0.58 writes it: a Debian base with an npm package on top. */
export const trivyReport = {
  SchemaVersion: 2,
  CreatedAt: "2026-01-15T11:58:03.172405281Z",
  ArtifactName: "image",
  ArtifactType: "container_image",
  Metadata: {
    OS: { Family: "debian", Name: "12.8" },
    ImageID: scanned.id,
    DiffIDs: ["sha256:8b296f486960f9f8a9f1d7e9e8a4a8b5c1c1ef0dc9d9b5bfae6a1ac9f6f6b3f1"],
    ImageConfig: { architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] }, config: {} },
  },
  Results: [
    {
      Target: "image (debian 12.8)",
      Class: "os-pkgs",
      Type: "debian",
      Vulnerabilities: [
        {
          VulnerabilityID: "CVE-2023-45853",
          PkgID: "zlib1g@1:1.2.13.dfsg-1",
          PkgName: "zlib1g",
          PkgIdentifier: { PURL: "pkg:deb/debian/zlib1g@1.2.13.dfsg-1?arch=amd64&distro=debian-12.8&epoch=1" },
          InstalledVersion: "1:1.2.13.dfsg-1",
          Status: "will_not_fix",
          SeveritySource: "nvd",
          PrimaryURL: "https://avd.aquasec.com/nvd/cve-2023-45853",
          DataSource: { ID: "debian", Name: "Debian Security Tracker" },
          Title: "zlib: integer overflow and resultant heap-based buffer overflow in zipOpenNewFileInZip4_6",
          Severity: "CRITICAL",
          CweIDs: ["CWE-190"],
        },
        {
          VulnerabilityID: "TEMP-0841856-B18BAF",
          PkgName: "bash",
          InstalledVersion: "5.2.15-2+b7",
          Severity: "UNKNOWN",
        },
      ],
    },
    {
      Target: "Node.js",
      Class: "lang-pkgs",
      Type: "node-pkg",
      Vulnerabilities: [
        {
          VulnerabilityID: "CVE-2024-21538",
          PkgName: "cross-spawn",
          PkgPath: "app/node_modules/cross-spawn/package.json",
          InstalledVersion: "7.0.3",
          FixedVersion: "7.0.5, 6.0.6",
          Status: "fixed",
          Severity: "HIGH",
        },
      ],
    },
    {
      Target: "/app/config.json",
      Class: "secret",
      Secrets: [{ RuleID: "aws-access-key-id", Category: "AWS", Severity: "CRITICAL", Title: "AWS Access Key ID" }],
    },
  ],
}

/** As `grype oci-dir:image -o json` of 0.85 writes it. */
export const grypeReport = {
  matches: [
    {
      vulnerability: {
        id: "GHSA-3xgq-45jj-v275",
        dataSource: "https://github.com/advisories/GHSA-3xgq-45jj-v275",
        namespace: "github:language:javascript",
        severity: "High",
        cvss: [{ version: "3.1", metrics: { baseScore: 7.5 } }],
        fix: { versions: ["7.0.5"], state: "fixed" },
        advisories: [],
      },
      relatedVulnerabilities: [{ id: "CVE-2024-21538" }],
      matchDetails: [{ type: "exact-direct-match", matcher: "javascript-matcher" }],
      artifact: {
        id: "9f8d4e0e3a6b4bd5",
        name: "cross-spawn",
        version: "7.0.3",
        type: "npm",
        locations: [{ path: "/app/node_modules/cross-spawn/package.json" }],
        language: "javascript",
        purl: "pkg:npm/cross-spawn@7.0.3",
      },
    },
    {
      vulnerability: {
        id: "CVE-2005-2541",
        severity: "Negligible",
        fix: { versions: [], state: "not-fixed" },
      },
      artifact: { name: "tar", version: "1.34+dfsg-1.2", type: "deb" },
    },
  ],
  source: {
    type: "image",
    target: {
      userInput: "image",
      imageID: scanned.id,
      manifestDigest: scanned.digest,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      tags: [],
      imageSize: 74_812_345,
      layers: [],
      repoDigests: [],
      architecture: "amd64",
      os: "linux",
    },
  },
  distro: { name: "debian", version: "12", idLike: [] },
  descriptor: {
    name: "grype",
    version: "0.85.0",
    db: { built: "2026-01-15T01:31:43Z", schemaVersion: 5, location: "/home/.cache/grype/db/5", checksum: "sha256:1" },
    timestamp: "2026-01-15T11:59:40.120Z",
  },
}

/** As `aws ecr describe-image-scan-findings` prints it, of a basic scan. */
export const ecrReport = {
  imageScanFindings: {
    findings: [
      {
        name: "CVE-2019-5188",
        description: "A code execution vulnerability exists in the directory rehashing functionality of E2fsprogs.",
        uri: "http://people.ubuntu.com/~ubuntu-security/cve/CVE-2019-5188",
        severity: "MEDIUM",
        attributes: [
          { key: "package_version", value: "1.44.1-1ubuntu1.1" },
          { key: "package_name", value: "e2fsprogs" },
          { key: "CVSS2_SCORE", value: "4.6" },
        ],
      },
      { name: "CVE-2016-1585", severity: "INFORMATIONAL", attributes: [] },
      { name: "CVE-2026-9999", severity: "UNDEFINED" },
    ],
    imageScanCompletedAt: "2026-01-15T11:59:00+00:00",
    vulnerabilitySourceUpdatedAt: 1_768_435_200.0,
    findingSeverityCounts: { MEDIUM: 1, INFORMATIONAL: 1, UNDEFINED: 1 },
  },
  registryId: "123456789012",
  repositoryName: "shop/web",
  imageId: { imageDigest: scanned.digest, imageTag: "main-0123456789ab" },
  imageScanStatus: { status: "COMPLETE", description: "The scan was completed successfully." },
}

/** ... and of enhanced scanning, by Amazon Inspector. */
export const inspectorReport = {
  imageScanFindings: {
    enhancedFindings: [
      {
        awsAccountId: "123456789012",
        description: "Versions of the package cross-spawn before 7.0.5 are vulnerable to ReDoS.",
        findingArn: "arn:aws:inspector2:us-east-2:123456789012:finding/1be45692645b2e1d",
        packageVulnerabilityDetails: {
          cvss: [{ baseScore: 7.5, source: "NVD", version: "3.1" }],
          source: "NVD",
          vulnerabilityId: "CVE-2024-21538",
          vulnerablePackages: [
            { name: "cross-spawn", version: "7.0.3", fixedInVersion: "7.0.5", packageManager: "NODE" },
            { name: "cross-spawn", version: "6.0.5", fixedInVersion: "6.0.6", packageManager: "NODE" },
          ],
        },
        severity: "HIGH",
        status: "ACTIVE",
        title: "CVE-2024-21538 - cross-spawn",
        type: "PACKAGE_VULNERABILITY",
      },
      {
        packageVulnerabilityDetails: { vulnerabilityId: "CVE-2024-1", vulnerablePackages: [{ name: "tar" }] },
        severity: "UNTRIAGED",
        status: "SUPPRESSED",
        title: "CVE-2024-1 - tar",
        type: "PACKAGE_VULNERABILITY",
      },
      {
        packageVulnerabilityDetails: { vulnerabilityId: "CVE-2024-2", vulnerablePackages: [{ name: "gone" }] },
        severity: "CRITICAL",
        status: "CLOSED",
        title: "CVE-2024-2 - gone",
        type: "PACKAGE_VULNERABILITY",
      },
    ],
    imageScanCompletedAt: "2026-01-15T11:59:00+00:00",
    vulnerabilitySourceUpdatedAt: "2026-01-15T08:00:00+00:00",
    findingSeverityCounts: { HIGH: 1, UNTRIAGED: 1, CRITICAL: 1 },
  },
  registryId: "123456789012",
  repositoryName: "shop/web",
  imageId: { imageDigest: scanned.digest },
  imageScanStatus: { status: "ACTIVE", description: "Continuous scan is selected for image." },
}

/** As `trivy image --format sarif` writes it. */
export const sarifReport = {
  version: "2.1.0",
  $schema: "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/sarif-schema-2.1.0.json",
  runs: [
    {
      tool: {
        driver: {
          fullName: "Trivy Vulnerability Scanner",
          informationUri: "https://github.com/aquasecurity/trivy",
          name: "Trivy",
          version: "0.58.1",
          rules: [
            {
              id: "CVE-2023-45853",
              name: "OsPackageVulnerability",
              defaultConfiguration: { level: "error" },
              properties: { precision: "very-high", "security-severity": "9.8", tags: ["vulnerability", "CRITICAL"] },
            },
            {
              id: "CVE-2011-3374",
              defaultConfiguration: { level: "note" },
              properties: { "security-severity": "3.7" },
            },
          ],
        },
      },
      results: [
        {
          ruleId: "CVE-2023-45853",
          ruleIndex: 0,
          level: "error",
          message: { text: "Package: zlib1g\nInstalled Version: 1:1.2.13.dfsg-1\nSeverity: CRITICAL" },
          locations: [{ physicalLocation: { artifactLocation: { uri: "image", uriBaseId: "ROOTPATH" } } }],
        },
        { ruleId: "CVE-2011-3374", ruleIndex: 1, message: { text: "apt" }, suppressions: [{ kind: "external" }] },
      ],
      columnKind: "utf16CodeUnits",
      properties: { imageID: scanned.id, imageName: "image", repoDigests: null, repoTags: null },
    },
  ],
}
