import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Application, Submission } from "@bird-hides/contract";
import { ApplicationStore } from "../src/application-store.ts";
import type { Crm, CrmAnswer } from "../src/crm-client.ts";
import { DiskObjectStore } from "../src/disk-object-store.ts";
import { Forwarder } from "../src/forwarder.ts";
import { createLog } from "../src/log.ts";

export const application: Application = {
  applicant: { fullName: "Ada Wren", email: "ada@example.com" },
  site: { name: "Leighton Moss", gridReference: "SD 478 750" },
  hide: { species: "bittern", people: 4 },
  period: { from: "2027-05-01", days: 14 },
  notes: "",
  declaration: true,
};

export const submission: Submission = {
  reference: "BH-0123456789",
  receivedAt: "2027-03-01T09:30:00.000Z",
  application,
};

/** A CRM that answers as told and remembers what it was sent. */
export class FakeCrm implements Crm {
  answer: CrmAnswer = "accepted";
  reachable = true;
  readonly sent: Submission[] = [];

  async send(sent: Submission): Promise<CrmAnswer> {
    this.sent.push(sent);
    return this.answer;
  }

  async isReachable(): Promise<boolean> {
    return this.reachable;
  }
}

/** A folder that goes away with the test. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "gateway-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A store on disk, a CRM that the test steers, and what is between them. */
export function createParts(t: TestContext) {
  const directory = temporaryDirectory(t);
  const lines: string[] = [];
  const log = createLog("info", (line) => lines.push(line));
  const store = new ApplicationStore(new DiskObjectStore(directory));
  const crm = new FakeCrm();
  return { directory, lines, log, store, crm, forwarder: new Forwarder(store, crm, log) };
}
