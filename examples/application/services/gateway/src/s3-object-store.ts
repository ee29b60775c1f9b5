import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import { assertKey, type ObjectStore } from "./object-store.ts";
import type { StorageSettings } from "./settings.ts";

const timeoutMilliseconds = 5000;

/** Objects in a bucket of any S3-compatible service, addressed by path so that no DNS name per bucket is needed. */
export class S3ObjectStore implements ObjectStore {
  readonly #client: AwsClient;
  readonly #bucketUrl: string;

  constructor(settings: Extract<StorageSettings, { kind: "s3" }>) {
    this.#bucketUrl = `${settings.endpoint}/${encodeURIComponent(settings.bucket)}`;
    this.#client = new AwsClient({ ...settings, service: "s3", retries: 2 });
  }

  async put(key: string, text: string): Promise<void> {
    await this.#send("PUT", this.#url(key), text);
  }

  async get(key: string): Promise<string | undefined> {
    const response = await this.#send("GET", this.#url(key));
    return response.status === 404 ? undefined : await response.text();
  }

  async delete(key: string): Promise<void> {
    await this.#send("DELETE", this.#url(key));
  }

  async list(folder: string): Promise<readonly string[]> {
    const keys: string[] = [];
    for (let truncated = true; truncated; ) {
      const last = keys.at(-1);
      const query = new URLSearchParams({
        "list-type": "2",
        prefix: `${folder}/`,
        ...(last && { "start-after": last }),
      });
      const response = await this.#send("GET", `${this.#bucketUrl}?${query}`);
      if (response.status === 404) throw new Error("The bucket does not exist");
      const page = await response.text();
      // Keys hold nothing that XML would escape: see assertKey.
      const found = [...page.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
      keys.push(...found);
      truncated = found.length > 0 && page.includes("<IsTruncated>true</IsTruncated>");
    }
    return keys;
  }

  #url(key: string): string {
    assertKey(key);
    return `${this.#bucketUrl}/${key}`;
  }

  /** A 404 is an answer; any other status that is not a success is thrown. */
  async #send(method: string, url: string, body?: string): Promise<Response> {
    const digest = createHash("sha256").update(body ?? "");
    const response = await this.#client.fetch(url, {
      method,
      ...(body !== undefined && { body }),
      // Part of the signature, so that a changed body is refused even where the connection is not encrypted.
      headers: { "content-type": "application/json", "x-amz-content-sha256": digest.digest("hex") },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    if (!response.ok && !(method === "GET" && response.status === 404)) {
      throw new Error(`The object store answered ${response.status} to ${method}`);
    }
    return response;
  }
}
