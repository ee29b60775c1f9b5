import type { Result } from "../../core/shared/result.ts"
import { type CheckoutPorts, type OpenCheckout, openCheckout } from "./open-checkout.ts"

/** A checkout that may be begun before it is certain that something runs there. If nothing does, it is given back. */
export class EarlyCheckout implements AsyncDisposable {
  readonly #ports: CheckoutPorts
  readonly #treeish: string
  #opening: Promise<Result<OpenCheckout>> | undefined

  /** @param treeish whose files it is to hold */
  constructor(ports: CheckoutPorts, treeish: string) {
    this.#ports = ports
    this.#treeish = treeish
  }

  begin(): void {
    if (this.#opening) return
    this.#opening = openCheckout(this.#ports, { treeish: this.#treeish, keep: false })
    // Whoever takes it is told.
    this.#opening.catch(() => {})
  }

  /** Undefined where it was not begun; whoever takes it closes it. */
  take(): Promise<Result<OpenCheckout>> | undefined {
    const opening = this.#opening
    this.#opening = undefined
    return opening
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.take()
    if (opened?.ok) await opened.value.close({ untouched: true })
  }
}
