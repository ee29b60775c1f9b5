/** Gives a secret's value by the name of its variable; undefined where there is none of that name. */
export type SecretSource = (name: string) => string | undefined
