import { isTag } from "../../core/shared/image-reference.ts"
import { refusal } from "./registry-failure.ts"

/** Throws for what cannot be a tag, before it becomes part of an address. */
export function requireTag(text: string): void {
  if (isTag(text)) return
  throw refusal(
    "argument-invalid",
    `${JSON.stringify(text)} is no tag`,
    "letters, digits and . _ -, at most 128 of them",
  )
}
