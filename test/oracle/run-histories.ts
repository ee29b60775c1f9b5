import { type Difference, findDifference, shortened } from "./find-difference.ts"

/** `run-histories.ts <first seed> <count>`: ends with 1, and the shortest such history, where model and product differ. */
const [first = 0, count = 1000] = process.argv.slice(2).map(Number)

for (let seed = first; seed < first + count; seed++) {
  const difference = findDifference(seed)
  if (!difference) continue
  process.stdout.write(`${describe(shortened(difference))}\n`)
  process.exitCode = 1
  break
}

function describe({ seed, history, question, real, expected }: Difference): string {
  const happened = history.map((one, index) => `  ${index} ${JSON.stringify(one)}`)
  return [`seed ${seed}`, ...happened, `asked: ${question}`, `product: ${real}`, `model:   ${expected}`].join("\n")
}
