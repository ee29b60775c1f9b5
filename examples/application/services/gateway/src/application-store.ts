import { isReference, type Submission } from "@bird-hides/contract";
import type { ObjectStore } from "./object-store.ts";

/**
 * `pending`: not yet at the CRM. `forwarded`: the CRM has it. `held`: the CRM refused it, and a person has to look.
 */
export type Status = "pending" | "forwarded" | "held";

/** An application that the gateway took, and what became of it. */
export interface StoredApplication {
  readonly status: Status;
  readonly submission: Submission;
}

/**
 * Applications by their reference. The status is the folder, so that what is pending can be listed without opening
 * everything that was ever received.
 */
export class ApplicationStore {
  readonly #objects: ObjectStore;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** Throws unless objects can be written and removed here. */
  async probe(): Promise<void> {
    await this.#objects.put("probe/PROBE.json", "{}");
    await this.#objects.delete("probe/PROBE.json");
  }

  /** Keeps a new application as pending. */
  async add(submission: Submission): Promise<void> {
    await this.#objects.put(keyOf("pending", submission.reference), JSON.stringify(submission));
  }

  /** Anything that is not a reference is simply not found. */
  async find(reference: string): Promise<StoredApplication | undefined> {
    if (!isReference(reference)) return undefined;
    // Pending first: what settles between two lookups is then found under its new status.
    for (const status of ["pending", "forwarded", "held"] as const) {
      const text = await this.#objects.get(keyOf(status, reference));
      if (text !== undefined) return { status, submission: JSON.parse(text) };
    }
    return undefined;
  }

  /** What the CRM has neither taken nor refused. */
  async pending(): Promise<readonly string[]> {
    const keys = await this.#objects.list("pending");
    return keys.map((key) => key.slice("pending/".length, -".json".length)).filter(isReference);
  }

  /** Moves a pending application. A crash half-way leaves it pending as well, and it is then settled once more. */
  async settle(submission: Submission, status: Exclude<Status, "pending">): Promise<void> {
    await this.#objects.put(keyOf(status, submission.reference), JSON.stringify(submission));
    await this.#objects.delete(keyOf("pending", submission.reference));
  }
}

function keyOf(status: Status, reference: string): string {
  return `${status}/${reference}.json`;
}
