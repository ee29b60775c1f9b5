import { setTimeout as delay } from "node:timers/promises";
import type { Submission } from "@bird-hides/contract";
import { urlOf } from "./environment.ts";

const patienceMilliseconds = 10_000;

/**
 * What the CRM received under a reference. The gateway may pass it on a little after it took it, so the CRM is asked
 * again for a while.
 */
export async function received(reference: string): Promise<unknown> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const response = await fetch(`${urlOf("CRM_URL")}/applications/${encodeURIComponent(reference)}`);
    if (response.ok) return await response.json();
    if (Date.now() > deadline) throw new Error(`The CRM did not receive ${reference}: it answers ${response.status}`);
    await response.body?.cancel();
    await delay(100);
  }
}

/** Everything that the CRM received from one applicant. */
export async function receivedFrom(email: string): Promise<readonly Submission[]> {
  const response = await fetch(`${urlOf("CRM_URL")}/applications`);
  const all = (await response.json()) as readonly Submission[];
  return all.filter(({ application }) => application.applicant.email === email);
}
