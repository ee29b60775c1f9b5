/** The run that asks the command of a gate for a promotion. Asked again, it is the same run with another attempt. */
export interface GateRun {
  readonly run: number
  readonly promotion: number
  /** A name under `gates`. */
  readonly gate: string
}

export interface GateRunStore {
  /** A promotion has one for each gate. */
  add(gateRun: GateRun): Promise<void>
  ofRun(run: number): Promise<GateRun | undefined>
  ofPromotion(promotion: number): Promise<readonly GateRun[]>
}
