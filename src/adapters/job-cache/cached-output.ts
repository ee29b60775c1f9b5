export type { CachedOutput } from "../../core/run/cached-output.ts"
