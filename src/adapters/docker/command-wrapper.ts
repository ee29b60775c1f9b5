/**
 * Runs the command it is given, with stderr in stdout's own pipe, so that what is written to both keeps its order. When
 * everybody is told to end (TERM), it waits for all of them, not for the first: it is what keeps the container alive.
 */
const WRAPPER = `
exec 2>/dev/null
trap ended=1 TERM
/bin/sh -c "$1" 2>&1
code=$?
while [ "$ended" ] && kill -0 -1; do sleep 0.05; done
exit $code
`

/** The program of a job's container. */
export function wrapped(command: string): readonly string[] {
  return ["/bin/sh", "-c", WRAPPER, "sh", command]
}

/** Tells everybody in the container to end, but the first process, which ends with the last of the others. */
export const TERMINATE = ["/bin/sh", "-c", "kill -TERM -1"]
