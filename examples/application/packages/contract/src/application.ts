import type { JSONSchemaType } from "ajv";

/** The birds for which a licence to put up a hide can be asked for. */
export type Species = "avocet" | "barn-owl" | "bittern" | "kingfisher" | "little-tern";

/** What an applicant tells us. Everything in it comes from a person and nothing in it is added by a service. */
export interface Application {
  readonly applicant: { readonly fullName: string; readonly email: string };
  readonly site: { readonly name: string; readonly gridReference: string };
  readonly hide: { readonly species: Species; readonly people: number };
  /** First day as `YYYY-MM-DD`, and for how many days in a row. */
  readonly period: { readonly from: string; readonly days: number };
  /** May be empty, and may hold several lines that end in `\n`. */
  readonly notes: string;
  readonly declaration: true;
}

/**
 * JSON Schema of an {@link Application}. Lengths are part of the patterns, which count characters and not UTF-16 units
 * and so keep the compiled validator free of run-time helpers.
 */
export const applicationSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://schemas.example.com/bird-hides/application.schema.json",
  title: "Application for a bird hide licence",
  type: "object",
  additionalProperties: false,
  required: ["applicant", "site", "hide", "period", "notes", "declaration"],
  properties: {
    applicant: {
      type: "object",
      additionalProperties: false,
      required: ["fullName", "email"],
      properties: {
        fullName: { type: "string", pattern: "^(?=.*\\S)\\P{Cc}{1,100}$" },
        email: { type: "string", format: "email" },
      },
    },
    site: {
      type: "object",
      additionalProperties: false,
      required: ["name", "gridReference"],
      properties: {
        name: { type: "string", pattern: "^(?=.*\\S)\\P{Cc}{1,100}$" },
        gridReference: { type: "string", pattern: "^[A-Z]{2} ?[0-9]{3} ?[0-9]{3}$" },
      },
    },
    hide: {
      type: "object",
      additionalProperties: false,
      required: ["species", "people"],
      properties: {
        species: { type: "string", enum: ["avocet", "barn-owl", "bittern", "kingfisher", "little-tern"] },
        people: { type: "integer", minimum: 1, maximum: 12 },
      },
    },
    period: {
      type: "object",
      additionalProperties: false,
      required: ["from", "days"],
      properties: {
        from: { type: "string", format: "date" },
        days: { type: "integer", minimum: 1, maximum: 28 },
      },
    },
    notes: { type: "string", pattern: "^(?:\\P{Cc}|\\n){0,500}$" },
    declaration: { type: "boolean", const: true },
  },
} as const satisfies JSONSchemaType<Application>;
