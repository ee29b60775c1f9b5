import type { Colour } from "../../core/deployment/colour.ts"
import type { EnvironmentRevision } from "../../core/environment/environment-revision.ts"
import type { Digest } from "../../core/shared/digest.ts"
import type { Status } from "../../core/shared/status.ts"

export interface EnvironmentRecord {
  /** e.g. `uat`, or `application-1a2b3c4d` for a preview. */
  readonly name: string
  /** The key under `environments:` it was made from. */
  readonly template: string
  /** The branch a preview belongs to; null for permanent ones. Hostile. */
  readonly branch: string | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly state: "active" | "removing"
  /** Why a preview stays when its branch or its time ends, until a person says otherwise; null where it goes. */
  readonly kept: string | null
  /** Why nothing may be deployed until a person resumes; null when free. */
  readonly pinned: string | null
  /** The deployment that serves. */
  readonly current: number | null
  /** Fencing token: only the holder of the newest one may write what runs here. */
  readonly fence: number
}

export interface DeploymentRecord {
  readonly id: number
  readonly environment: string
  readonly release: Digest
  readonly commit: string
  readonly revision: Digest
  readonly revisionDocument: EnvironmentRevision
  readonly kind: "promotion" | "rollback"
  /** The place that it runs in; null where there is only one. */
  readonly colour: Colour | null
  readonly promotion: number | null
  readonly person: string | null
  readonly fence: number
  /** `waiting`: all of it runs beside what serves, and waits for the switch. */
  readonly status: Status
  /** Of the tests that run afterwards; null where none do. */
  readonly verification: Status | null
  readonly createdAt: number
  readonly endedAt: number | null
  readonly message: string | null
}

export type NewDeployment = Omit<DeploymentRecord, "id" | "status" | "verification" | "endedAt" | "message">

export interface InstanceRecord {
  readonly instance: string
  readonly environment: string
  readonly service: string
  readonly deployment: number
  readonly image: Digest
  readonly pid: number
  /** Tells the process from a later one with the same id. */
  readonly startedAt: string
  readonly port: number
  /** Over the versions of the secrets that it was started with; null where it got none. */
  readonly secrets: Digest | null
  readonly state: "starting" | "serving" | "draining"
}

export interface AddressRecord {
  readonly environment: string
  readonly service: string
  /** Null: leads to whatever serves. */
  readonly colour: Colour | null
  /** Stable: the same until the environment is gone. */
  readonly port: number
}

/** Every write that says what runs in an environment carries the fence; a stale one is refused (false). */
export interface EnvironmentStore {
  list(): Promise<readonly EnvironmentRecord[]>
  get(name: string): Promise<EnvironmentRecord | undefined>
  /** False if it exists already. */
  create(environment: Omit<EnvironmentRecord, "state" | "kept" | "pinned" | "current" | "fence">): Promise<boolean>
  update(
    name: string,
    change: Partial<Pick<EnvironmentRecord, "state" | "kept" | "pinned" | "expiresAt">>,
  ): Promise<void>
  /** Forgets the environment with its addresses and instances; deployments stay as history. */
  remove(name: string): Promise<void>
  /** Makes the caller the only one whose writes count; returns the new fence, or undefined if there is no such one. */
  takeFence(name: string): Promise<number | undefined>

  createDeployment(deployment: NewDeployment): Promise<DeploymentRecord | undefined>
  getDeployment(id: number): Promise<DeploymentRecord | undefined>
  /** Newest first; `before`: only those with a smaller number. */
  deployments(environment: string, limit: number, before?: number): Promise<readonly DeploymentRecord[]>
  /** Of a release, to whatever environment. Newest first. */
  deploymentsOf(release: Digest, limit: number): Promise<readonly DeploymentRecord[]>
  unfinishedDeployments(): Promise<readonly DeploymentRecord[]>
  /** Ends a deployment; `succeeded` also makes it the environment's current one, in the same transaction. */
  finishDeployment(
    id: number,
    fence: number,
    outcome: Pick<DeploymentRecord, "status" | "endedAt" | "message">,
  ): Promise<boolean>
  /** `running` → `waiting`: it is healthy beside what serves. False if it has ended, or the fence is stale. */
  standBy(id: number, fence: number): Promise<boolean>
  setVerification(id: number, status: Status): Promise<void>

  /** Inserts or replaces by instance. */
  saveInstance(instance: InstanceRecord, fence: number): Promise<boolean>
  removeInstance(instance: string): Promise<void>
  instances(environment?: string): Promise<readonly InstanceRecord[]>

  addresses(environment?: string): Promise<readonly AddressRecord[]>
  /** False if the port or the service's address is taken. */
  addAddress(address: AddressRecord): Promise<boolean>
}
