import { BUILDER_VERSION } from "../../core/image/builder-version.ts"
import { npmEnvironment, npmVersion } from "./npm.ts"

/** What of this machine decides the bytes of every image that it builds. */
export async function builderFacts(
  caller: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<"builder" | "npm", string>>> {
  return { builder: BUILDER_VERSION, npm: (await npmVersion(npmEnvironment(caller))) ?? "none" }
}
