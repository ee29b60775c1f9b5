import { type Application, isReference, type Problem } from "@bird-hides/contract";

/** What the gateway said to an application. */
export type SubmitResult =
  | { readonly kind: "taken"; readonly reference: string }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] }
  | { readonly kind: "unavailable" };

/** What the gateway knows about a reference. */
export type FindResult =
  | { readonly kind: "found"; readonly status: "forwarded" | "pending" | "held" }
  | { readonly kind: "unknown" }
  | { readonly kind: "unavailable" };

/** All that the front door knows of the world behind it. */
export interface Gateway {
  submit(application: Application): Promise<SubmitResult>;
  find(reference: string): Promise<FindResult>;
  isReachable(): Promise<boolean>;
}

/** The gateway over HTTP. An answer that makes no sense counts as none. */
export function createGatewayClient(gatewayUrl: string): Gateway {
  return {
    async submit(application) {
      const answer = await call(`${gatewayUrl}/applications`, 8000, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(application),
      });
      const { reference, problems } = answer.body;
      if (answer.ok && isReference(reference)) return { kind: "taken", reference };
      if (answer.status === 400 && isProblems(problems)) return { kind: "refused", problems };
      return { kind: "unavailable" };
    },
    async find(reference) {
      if (!isReference(reference)) return { kind: "unknown" };
      const { ok, status, body } = await call(`${gatewayUrl}/applications/${reference}`, 8000);
      if (status === 404) return { kind: "unknown" };
      return ok && isStatus(body.status) ? { kind: "found", status: body.status } : { kind: "unavailable" };
    },
    async isReachable() {
      return (await call(`${gatewayUrl}/health`, 1500)).ok;
    },
  };
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function call(url: string, milliseconds: number, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(milliseconds) });
    const body: unknown = await response.json();
    return { ok: response.ok, status: response.status, body: isRecord(body) ? body : {} };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isProblems(value: unknown): value is readonly Problem[] {
  return Array.isArray(value) && value.every((each) => isRecord(each) && typeof each.path === "string");
}

function isStatus(value: unknown): value is "forwarded" | "pending" | "held" {
  return value === "forwarded" || value === "pending" || value === "held";
}
