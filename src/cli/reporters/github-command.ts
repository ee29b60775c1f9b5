/**
 * A command line for the runner of GitHub Actions: `::error file=a.ts,line=3::message`, escaped as its own toolkit does
 * (actions/toolkit, `packages/core/src/command.ts`). Properties without a value are left out.
 */
export function githubCommand(
  name: string,
  properties: Readonly<Record<string, string | number | null>>,
  message: string,
): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === null || value === "" ? [] : [`${key}=${escapedProperty(String(value))}`],
  )
  return `::${name}${given.length === 0 ? "" : ` ${given.join(",")}`}::${escapedMessage(message)}\n`
}

function escapedMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
