/** `SLIPWAY_SECRET__PRODUCTION__CRM_TOKEN`. Environments have no underscores, so that no two share a variable. */
export function secretVariable(environment: string, name: string): string {
  return `SLIPWAY_SECRET__${environment.toUpperCase().replaceAll("-", "_")}__${name}`
}
