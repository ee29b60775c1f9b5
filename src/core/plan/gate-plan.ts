import type { CommandRule } from "../definition/schema/command-gate-schema.ts"
import { digestOfJson } from "../shared/digest.ts"
import { noReports, type Plan } from "./plan.ts"

/** The command of a gate as the one job of a plan. It is never taken over: what it is asked about is no file. */
export function makeGatePlan(gate: string, { run, directory, env, secrets, timeout }: CommandRule): Plan {
  return {
    jobs: [
      {
        kind: "test",
        id: `gate:${gate}`,
        owner: gate,
        needs: [],
        directory,
        definition: digestOfJson({ run, directory, env, secrets, timeout }),
        command: run,
        container: null,
        sidecars: [],
        inImage: false,
        env,
        tools: [],
        secrets,
        inputs: null,
        outputs: [],
        reports: noReports,
        coverageMinimum: null,
        timeout,
        retries: 0,
        retry: "errored",
        always: false,
      },
    ],
  }
}
