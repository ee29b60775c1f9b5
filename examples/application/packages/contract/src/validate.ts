import * as standalone from "#standalone";
import type { Application } from "./application.ts";
import type { Submission } from "./submission.ts";

/** One thing that is wrong with a value. */
export interface Problem {
  /** JSON Pointer to the value that is wrong or missing, for instance `/applicant/email`. */
  readonly path: string;
  readonly message: string;
}

/** The value, now typed, or everything that is wrong with it. */
export type Validation<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly problems: readonly Problem[] };

/** Checks a value of unknown origin against the application schema. */
export function validateApplication(value: unknown): Validation<Application> {
  return validate<Application>(standalone.validateApplication, value);
}

/** Checks a value of unknown origin against the submission schema. */
export function validateSubmission(value: unknown): Validation<Submission> {
  return validate<Submission>(standalone.validateSubmission, value);
}

function validate<T>(check: standalone.Check, value: unknown): Validation<T> {
  return check(value)
    ? { valid: true, value: value as T }
    : { valid: false, problems: (check.errors ?? []).map(problemOf) };
}

function problemOf({ instancePath, params, message = "is not valid" }: standalone.CheckError): Problem {
  const name = params.missingProperty ?? params.additionalProperty;
  return typeof name === "string"
    ? {
        path: `${instancePath}/${escapePointer(name)}`,
        message: params.missingProperty ? "is missing" : "is unknown",
      }
    : { path: instancePath, message };
}

/** RFC 6901, section 3. */
function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
