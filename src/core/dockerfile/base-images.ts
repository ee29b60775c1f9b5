import { refuseText } from "../definition/source/refuse-text.ts"
import { readInstructions } from "./read-instructions.ts"
import { type BuildArguments, imagesOf, stagesOf } from "./stages.ts"

/**
 * The images that a build takes from elsewhere: what its stages start from and copy from, and the frontend that its
 * directive names. Those whose names are not known before the build are left out, and so are all of a text that is none.
 */
export function baseImages(text: string, build: BuildArguments): readonly string[] {
  if (refuseText(text)) return []
  const { instructions, syntax } = readInstructions(text)
  const images = imagesOf(stagesOf(instructions, build)).filter((image) => image !== undefined)
  return [...new Set([...(syntax ? [syntax.text] : []), ...images])].sort()
}
