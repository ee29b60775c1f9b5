import type { Submission } from "@bird-hides/contract";
import type { ApplicationStore, Status } from "./application-store.ts";
import type { Crm, CrmAnswer } from "./crm-client.ts";
import type { Log } from "./log.ts";

const statuses = { accepted: "forwarded", refused: "held", unavailable: "pending" } as const satisfies Record<
  CrmAnswer,
  Status
>;

/** Passes stored applications on to the CRM, at least once each. */
export class Forwarder {
  readonly #store: ApplicationStore;
  readonly #crm: Crm;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(store: ApplicationStore, crm: Crm, log: Log) {
    this.#store = store;
    this.#crm = crm;
    this.#log = log;
  }

  /** Tries once, and says what has become of the application. */
  async forward(submission: Submission): Promise<Status> {
    const status = statuses[await this.#crm.send(submission)];
    const { reference } = submission;
    if (status === "held") this.#log("error", "the CRM refused an application that keeps the contract", { reference });
    if (status !== "pending") await this.#store.settle(submission, status);
    return status;
  }

  /** Tries what is pending, and leaves the rest for later once the CRM is away altogether. */
  async forwardPending(): Promise<void> {
    for (const reference of await this.#store.pending()) {
      const found = this.#stopped ? undefined : await this.#store.find(reference);
      if (found?.status !== "pending") continue;
      const status = await this.forward(found.submission);
      if (status !== "pending") this.#log("info", "settled later", { reference, status });
      // One application that the CRM stumbles over must not keep back all others.
      else if (!(await this.#crm.isReachable())) return;
    }
  }

  /** Tries what is pending now and again from then on, also what an earlier process left behind. */
  start(milliseconds: number): void {
    this.#round = this.forwardPending()
      .catch((error) => this.#log("error", "could not forward", { error: String(error) }))
      .then(() => {
        if (!this.#stopped) this.#timer = setTimeout(() => this.start(milliseconds), milliseconds);
      });
  }

  /** Resolves when the application that is on its way has arrived or stayed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }
}
