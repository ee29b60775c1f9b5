import type { JSONSchemaType } from "ajv";
import { type Application, applicationSchema } from "./application.ts";

/** An application as it travels to the CRM: with the reference that the applicant was given. */
export interface Submission {
  /** `BH-` and ten characters of Crockford's base 32. Safe in a path, a URL and a file name. */
  readonly reference: string;
  /** When the gateway took it, in UTC as `Date.toISOString` writes it. */
  readonly receivedAt: string;
  readonly application: Application;
}

/** JSON Schema of a {@link Submission}. */
export const submissionSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://schemas.example.com/bird-hides/submission.schema.json",
  title: "Application for a bird hide licence, as received",
  type: "object",
  additionalProperties: false,
  required: ["reference", "receivedAt", "application"],
  properties: {
    reference: { type: "string", pattern: "^BH-[0-9A-HJKMNP-TV-Z]{10}$" },
    receivedAt: { type: "string", format: "date-time" },
    application: { $ref: applicationSchema.$id },
  },
} as const satisfies JSONSchemaType<Submission>;

const reference = new RegExp(submissionSchema.properties.reference.pattern, "u");

/** Whether a value from outside has the form of a reference. */
export function isReference(value: unknown): value is string {
  return typeof value === "string" && reference.test(value);
}
