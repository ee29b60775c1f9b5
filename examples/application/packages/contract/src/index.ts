export { type Application, applicationSchema, type Species } from "./application.ts";
export { isReference, type Submission, submissionSchema } from "./submission.ts";
export { type Problem, type Validation, validateApplication, validateSubmission } from "./validate.ts";
