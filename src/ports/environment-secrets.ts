import type { Result } from "../core/shared/result.ts"

/** A secret of an environment, as it is now. */
export interface Secret {
  readonly value: string
  /** Differs whenever the value does, and tells nothing about it: a hash with a key that only the source knows. */
  readonly version: string
}

/** Where a value comes from: `slipway secret set`, or the environment variables that the server was started with. */
export type SecretOrigin = "set" | "server"

/** Secrets of environments, by the key under `environments:` and the name of the variable. Nothing else holds values. */
export interface EnvironmentSecrets {
  /** Undefined where there is none; fails where others can read what it is kept in. */
  find(environment: string, name: string): Promise<Result<(Secret & { readonly origin: SecretOrigin }) | undefined>>
  /** Names that were set, sorted. */
  names(environment: string): Promise<Result<readonly string[]>>
  set(environment: string, name: string, value: string): Promise<Result<void>>
  /** False if it was not set. */
  remove(environment: string, name: string): Promise<Result<boolean>>
}
