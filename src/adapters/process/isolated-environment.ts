/**
 * An environment for `spawn` that holds nothing but what is given: Node adds its own coverage setting to every child
 * unless the name is there, and leaves out names without a value.
 */
export function isolatedEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { NODE_V8_COVERAGE: undefined, ...env }
}
