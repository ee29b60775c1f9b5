/** Where the services of the environment are. The front door is all that a smoke test needs. */
export function urlOf(name: "FRONT_DOOR_URL" | "GATEWAY_URL" | "CRM_URL"): string {
  const url = process.env[name];
  if (!url) throw new Error(`${name} must be the URL of a running service`);
  return url.replace(/\/+$/, "");
}
