import type { Explanation } from "../../shared/explanation.ts"

/** Codes about names that lead nowhere, to the wrong thing, or in a circle. */
export const referenceTexts = {
  "environment-cycle": {
    summary: "Environments promote into each other in a circle.",
    why: "No release could ever enter the first of them.",
    fix: "Let one of them take its releases from a branch.",
    example:
      "targets: { here: { kind: process } }\nenvironments:\n  uat: { from: { environment: staging }, target: here }\n  staging: { from: { environment: uat }, target: here }\n",
  },
  "environment-unknown": {
    summary: "A name that should be an environment's is not under `environments`.",
    why: "Releases cannot come from, or be required of, an environment that does not exist.",
    fix: "Correct the name, or declare the environment.",
    example:
      "targets: { here: { kind: process } }\nenvironments:\n  staging: { from: { environment: uta }, target: here }\n",
  },
  "gate-unknown": {
    summary: "A name under `gates` of an environment or of a way into it is not declared under the top-level `gates`.",
    why: "A gate that is not found would let everything through.",
    fix: "Correct the name, or declare the gate.",
    example:
      "targets: { here: { kind: process } }\nenvironments:\n  uat: { from: { branch: main }, target: here, gates: [quality] }\n",
  },
  "job-cycle": {
    summary: "Jobs need each other in a circle.",
    why: "None of them could ever start.",
    fix: "Remove one of the `needs` along the circle.",
    example: "jobs:\n  lint: { run: npm run lint, needs: [unit] }\n  unit: { run: npm test, needs: [lint] }\n",
  },
  "job-unknown": {
    summary: "A name under `needs` (or `after`) is no job.",
    why: "A job beside the one that needs it is named plainly; a job of another service or package as `<owner>:<job>`.",
    fix: "Correct the name, put the owner before it, or declare the job.",
    example: "jobs:\n  unit: { run: npm test, needs: [build] }\n",
  },
  "name-reserved": {
    summary: "A service, package or job has a name that a plan uses for something else.",
    why: "A plan calls the build of an image `<service>:image`, its scan (where there is a `scanner`) `<service>:scan`, a test `test:<name>` and a setup `setup:<folder>`.",
    fix: "Use another name.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    jobs: { image: npm run image }\n    run: { port: 8080 }\n",
  },
  "name-taken": {
    summary: "One name or address stands for two things.",
    why: "`contract:build` or `needs: [database]` could mean either; an approval could be counted for the wrong person.",
    fix: "Rename one of the two.",
    example:
      "packages:\n  api: { directory: packages/api }\nservices:\n  api:\n    directory: services/api\n    image: { builder: node }\n    run: { port: 8080 }\n",
  },
  "resource-unknown": {
    summary: "A target names a server for something that is not under `resources`.",
    why: "Nothing would ever be made there.",
    fix: "Correct the name, or declare the resource.",
    example: "targets: { here: { kind: process, resources: { databse: { secret: POSTGRES_URL } } } }\n",
  },
  "resource-without-server": {
    summary: "An environment's target does not say on which server to make a resource that its services need.",
    why: "Each environment gets a database or cache of its own on a server; its URL is a secret, and the target says which one.",
    fix: "Name the secret under the target's `resources`, or give the environment the address as a variable or secret of its own.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    run: { port: 8080 }\n    needs: [database]\nresources: { database: { kind: postgres } }\ntargets: { here: { kind: process } }\nenvironments:\n  uat: { from: { branch: main }, target: here }\n",
  },
  "service-cycle": {
    summary: "Services need each other in a circle.",
    why: "Services start after what they need, and each gets the address of what it needs.",
    fix: "Remove one of the `needs` along the circle.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    run: { port: 8080 }\n    needs: [api]\n",
  },
  "service-unknown": {
    summary:
      "A name under `needs` of a service is neither a service nor a resource, or a name under `mocks` is no service.",
    why: "The service would start without the address that it needs.",
    fix: "Correct the name, or declare the service or resource. Jobs are named under `needs` of a job or of the image.",
    example:
      "services:\n  api:\n    directory: services/api\n    image: { builder: node }\n    run: { port: 8080 }\n    needs: [databse]\n",
  },
  "target-unknown": {
    summary: "The `target` of an environment is not declared under `targets`.",
    why: "It is not known where the environment runs.",
    fix: "Correct the name, or declare the target.",
    example: "environments:\n  uat: { from: { branch: main }, target: here }\n",
  },
  "test-unknown": {
    summary: "A name under `verify` is not declared under `tests`.",
    why: "An environment that is verified by nothing would pass on what nobody tested.",
    fix: "Correct the name, or declare the test.",
    example:
      "targets: { here: { kind: process } }\nenvironments:\n  uat: { from: { branch: main }, target: here, verify: [e2e] }\n",
  },
} as const satisfies Record<string, Explanation>
