import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

const secret = "stand-in-secret";
const pageSize = 2;

const sha256 = (value: string) => createHash("sha256").update(value).digest("hex");
const hmac = (key: string | Buffer, value: string) => createHmac("sha256", key).update(value).digest();

/** The signature of version 4 as the service works it out, from its own copy of the secret. */
function isSigned({ method, url, headers }: IncomingMessage, body: string): boolean {
  const [, day = "", region = "", names = "", signature] =
    /^AWS4-HMAC-SHA256 Credential=stand-in\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  const { pathname, searchParams } = new URL(url ?? "", "http://s3");
  searchParams.sort();
  const query = [...searchParams].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const signed = names.split(";").map((name) => `${name}:${headers[name]}\n`);
  const canonical = [method, pathname, query, signed.join(""), names, sha256(body)].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const expected = hmac(key, ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n"));
  return names.split(";").includes("host") && signature === expected.toString("hex");
}

/** What an object store must get right for this service: signatures, bodies, keys, and lists that come in pages. */
export async function startS3StandIn(t: TestContext) {
  const objects = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
    const key = pathname.slice("/licences/".length);
    if (!isSigned(request, body)) response.statusCode = 403;
    else if (!pathname.startsWith("/licences")) response.statusCode = 404;
    else if (request.method === "PUT") objects.set(key, body);
    else if (request.method === "DELETE") objects.delete(key);
    else if (key) response.statusCode = objects.has(key) ? 200 : 404;
    const page = [...objects.keys()]
      .filter(
        (name) => name.startsWith(searchParams.get("prefix") ?? "") && name > (searchParams.get("start-after") ?? ""),
      )
      .sort();
    const found = page.slice(0, pageSize).map((name) => `<Contents><Key>${name}</Key></Contents>`);
    const list = `<ListBucketResult><IsTruncated>${page.length > pageSize}</IsTruncated>${found.join("")}</ListBucketResult>`;
    response.end(request.method !== "GET" ? "" : key ? objects.get(key) : list);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close().closeAllConnections());
  return {
    kind: "s3" as const,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: "licences",
    region: "eu-west-2",
    accessKeyId: "stand-in",
    secretAccessKey: secret,
  };
}
