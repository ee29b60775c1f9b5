import { readFileSync } from "node:fs";
import type { Application } from "@bird-hides/contract";
import { createServer } from "../src/create-server.ts";
import type { FindResult, Gateway, SubmitResult } from "../src/gateway-client.ts";
import { createLog } from "../src/log.ts";
import type { FormScreen, Screens } from "../src/screens.ts";

export const reference = "BH-0123456789";

/** The screens that the service really shows. */
export const screens: Screens = JSON.parse(readFileSync(new URL("../config/screens.json", import.meta.url), "utf8"));

export const form = screens.screens.find((screen): screen is FormScreen => screen.kind === "form") as FormScreen;

/** What a person types, and the application that it stands for. */
export const typed = {
  "applicant.fullName": " Ada Wren ",
  "applicant.email": "ada@example.com",
  "site.name": 'Leighton <Moss> & "Morecambe" Bay\'s',
  "site.gridReference": "SD 478 750",
  "hide.species": "bittern",
  "hide.people": "4",
  "period.from": "2027-05-01",
  "period.days": "14",
  notes: "Two tripods.\r\nNo dogs.",
  declaration: "yes",
};

export const application: Application = {
  applicant: { fullName: "Ada Wren", email: "ada@example.com" },
  site: { name: 'Leighton <Moss> & "Morecambe" Bay\'s', gridReference: "SD 478 750" },
  hide: { species: "bittern", people: 4 },
  period: { from: "2027-05-01", days: 14 },
  notes: "Two tripods.\nNo dogs.",
  declaration: true,
};

/** A gateway that answers as told and remembers what it was given. */
export class FakeGateway implements Gateway {
  submitted: Application[] = [];
  submitResult: SubmitResult = { kind: "taken", reference };
  findResult: FindResult = { kind: "found", status: "forwarded" };
  reachable = true;

  async submit(given: Application): Promise<SubmitResult> {
    this.submitted.push(given);
    return this.submitResult;
  }

  async find(): Promise<FindResult> {
    return this.findResult;
  }

  async isReachable(): Promise<boolean> {
    return this.reachable;
  }
}

/** The server with a gateway that the test steers. */
export async function setUp() {
  const gateway = new FakeGateway();
  const lines: string[] = [];
  const log = createLog("info", (line) => lines.push(line));
  const server = await createServer({ host: "127.0.0.1", port: 0 }, { screens, gateway, log });
  const get = async (url: string) => {
    const { statusCode, payload, headers } = await server.inject(url);
    return { status: statusCode, page: payload, headers };
  };
  const post = async (answers: Record<string, string>, type = "application/x-www-form-urlencoded") => {
    const payload = new URLSearchParams(answers).toString();
    const response = await server.inject({ method: "POST", url: "/apply", payload, headers: { "content-type": type } });
    return { status: response.statusCode, page: response.payload, headers: response.headers };
  };
  return { gateway, lines, get, post };
}
