import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { applicationSchema } from "../src/application.ts";
import { submissionSchema } from "../src/submission.ts";

const dist = new URL("../dist/", import.meta.url);

/** Regular expressions are compiled into the validator; functions would have to be imported when it runs. */
const formats = {
  date: /^(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)$/,
  "date-time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/,
  email: /^[^\s@]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i,
};

const declarations = `export interface CheckError {
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
export interface Check {
  (value: unknown): boolean;
  errors?: readonly CheckError[] | null;
}
export const validateApplication: Check;
export const validateSubmission: Check;
`;

const ajv = new Ajv2020({ allErrors: true, formats, code: { source: true, esm: true } });
ajv.addSchema([applicationSchema, submissionSchema]);
const code = standaloneCode.default(ajv, {
  validateApplication: applicationSchema.$id,
  validateSubmission: submissionSchema.$id,
});
if (/\brequire\(|^import /m.test(code)) {
  throw new Error("The compiled validator imports something at run time: use a pattern instead of that keyword.");
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
writeFileSync(new URL("standalone.js", dist), code);
writeFileSync(new URL("standalone.d.ts", dist), declarations);
writeFileSync(new URL("application.schema.json", dist), `${JSON.stringify(applicationSchema, null, 2)}\n`);
writeFileSync(new URL("submission.schema.json", dist), `${JSON.stringify(submissionSchema, null, 2)}\n`);
