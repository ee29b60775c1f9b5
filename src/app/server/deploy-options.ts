/** How a deployment is cut short, and who hears of it. */
export interface DeployOptions {
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}
