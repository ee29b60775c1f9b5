import { type Level, levelOf } from "./log.ts";

/** Where applications are kept. */
export type StorageSettings =
  | { readonly kind: "disk"; readonly directory: string }
  | {
      readonly kind: "s3";
      readonly endpoint: string;
      readonly bucket: string;
      readonly region: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    };

/** What the environment decides about this service. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: Level;
  readonly crmUrl: string;
  /** How long to wait between attempts to pass on what is still pending. */
  readonly retryMilliseconds: number;
  readonly storage: StorageSettings;
}

/** The settings, or everything that is wrong with the variables. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the settings from environment variables. */
export function readSettings(env: Variables): SettingsResult {
  const problems: string[] = [];
  const number = (name: string, preset: number, limit: number): number => {
    const value = Number(env[name] ?? preset);
    if (!Number.isInteger(value) || value < 0 || value > limit) problems.push(`${name} must be from 0 to ${limit}`);
    return value;
  };
  const required = (name: string): string => {
    const value = env[name];
    if (!value) problems.push(`${name} is missing`);
    return value ?? "";
  };
  const url = (name: string): string => {
    const value = required(name);
    if (value && !/^https?:$/.test(URL.parse(value)?.protocol ?? "")) problems.push(`${name} must be an HTTP URL`);
    return value.replace(/\/+$/, "");
  };
  const logLevel = levelOf(env.LOG_LEVEL ?? "info");
  if (!logLevel) problems.push("LOG_LEVEL must be debug, info, warn or error");

  const storage = (): StorageSettings | undefined => {
    switch (env.STORAGE ?? "disk") {
      case "disk": {
        const directory = env.STORAGE_DIRECTORY || env.STATE_DIRECTORY;
        if (!directory) problems.push("STORAGE_DIRECTORY or STATE_DIRECTORY is missing");
        return { kind: "disk", directory: directory ?? "" };
      }
      case "s3":
        return {
          kind: "s3",
          endpoint: url("S3_ENDPOINT"),
          bucket: required("S3_BUCKET"),
          region: env.AWS_REGION ?? "us-east-1",
          accessKeyId: required("AWS_ACCESS_KEY_ID"),
          secretAccessKey: required("AWS_SECRET_ACCESS_KEY"),
          ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
        };
      default:
        problems.push("STORAGE must be disk or s3");
        return undefined;
    }
  };

  const settings = {
    host: env.HOST ?? "127.0.0.1",
    port: number("PORT", 3001, 65_535),
    crmUrl: url("CRM_URL"),
    retryMilliseconds: number("RETRY_MILLISECONDS", 5000, 3_600_000),
    storage: storage(),
  };
  if (!logLevel || !settings.storage || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: { ...settings, logLevel, storage: settings.storage } };
}
