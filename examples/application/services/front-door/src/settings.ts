import { type Level, levelOf } from "./log.ts";

/** What the environment decides about this service. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: Level;
  readonly gatewayUrl: string;
}

/** The settings, or everything that is wrong with the variables. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the settings from environment variables. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): SettingsResult {
  const port = Number(env.PORT ?? 3000);
  const logLevel = levelOf(env.LOG_LEVEL ?? "info");
  const gateway = URL.parse(env.GATEWAY_URL ?? "");
  const problems = [
    ...(Number.isInteger(port) && port >= 0 && port < 65_536 ? [] : ["PORT must be a port number"]),
    ...(logLevel ? [] : ["LOG_LEVEL must be debug, info, warn or error"]),
    ...(gateway && /^https?:$/.test(gateway.protocol) ? [] : ["GATEWAY_URL must be an HTTP URL"]),
  ];
  if (!logLevel || !gateway || problems.length > 0) return { ok: false, problems };
  const gatewayUrl = gateway.href.replace(/\/+$/, "");
  return { ok: true, settings: { host: env.HOST ?? "127.0.0.1", port, logLevel, gatewayUrl } };
}
