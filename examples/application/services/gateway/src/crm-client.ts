import type { Submission } from "@bird-hides/contract";

/**
 * What the CRM said. `refused` means that sending the same again would not help; everything that might pass by itself,
 * from a closed port to a wrong credential, is `unavailable`.
 */
export type CrmAnswer = "accepted" | "refused" | "unavailable";

/** The downstream CRM: applications go there, and nothing comes back but whether it took them. */
export interface Crm {
  send(submission: Submission): Promise<CrmAnswer>;
  isReachable(): Promise<boolean>;
}

/** The CRM over HTTP. Takes a submission any number of times: the CRM knows it by its reference. */
export function createCrmClient(crmUrl: string): Crm {
  return {
    async send(submission) {
      try {
        const response = await fetch(`${crmUrl}/applications`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(submission),
          redirect: "error",
          signal: AbortSignal.timeout(3000),
        });
        await response.body?.cancel();
        if (response.ok) return "accepted";
        return [400, 409, 422].includes(response.status) ? "refused" : "unavailable";
      } catch {
        return "unavailable";
      }
    },
    async isReachable() {
      try {
        const response = await fetch(`${crmUrl}/health`, { signal: AbortSignal.timeout(500) });
        await response.body?.cancel();
        return response.ok;
      } catch {
        return false;
      }
    },
  };
}
