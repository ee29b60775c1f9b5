import type { NpmPlatform } from "../../core/image/lock-file.ts"
import type { ImagePlan } from "../../core/image/plan-image.ts"

/** The C library of the base image: packages with binaries come in one build for each. */
export type Libc = "glibc" | "musl"

/** `alpine` is the one widespread base with musl. */
export function libcOf(base: string | undefined): Libc {
  return base !== undefined && /alpine|musl/i.test(base) ? "musl" : "glibc"
}

/**
 * Installs exactly what the lock file says for production, for the image's platform. What a person's own npm
 * configuration could change about the result is said here.
 */
export function npmCiArguments(
  selection: NonNullable<ImagePlan["install"]>["selection"],
  platform: NpmPlatform,
  libc: Libc,
): readonly string[] {
  const scope = { everything: [], root: ["--workspaces=false"] } as const
  return [
    "ci",
    "--omit=dev",
    "--include=optional",
    "--include=peer",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--install-strategy=hoisted",
    "--install-links=false",
    "--bin-links=true",
    `--os=${platform.os}`,
    `--cpu=${platform.cpu}`,
    `--libc=${libc}`,
    ...(typeof selection === "string" ? scope[selection] : [`--workspace=${selection.workspace}`]),
  ]
}
