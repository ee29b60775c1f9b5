import { type Failure, failure } from "../shared/failure.ts"

const HINT =
  "install them in a container, with `container: base` (or an image with compilers) under the service's `image`; or use dependencies that bring their binaries"

/** What is said about packages that would run a script, or compile, when they are installed. */
export function scriptRefusal(names: readonly string[]): Failure {
  const shown = [...new Set(names)].join(", ")
  return failure("install-script", `${shown} would run a script at installation`, { hint: HINT })
}
