import type { AnalysisFindings } from "../../core/evidence/analysis-findings.ts"
import type { TestResults } from "../../core/evidence/test-results.ts"
import type { Masker } from "../../core/run/masking/masker.ts"
import type { Attempt } from "./attempt.ts"
import type { JobChannel } from "./job-channel.ts"

/** Makes an attempt of which nothing leaves here, neither output nor result, before the secrets in it are masked. */
export async function maskedAttempt(
  masker: Masker,
  channel: JobChannel,
  make: (channel: JobChannel) => Promise<Attempt>,
): Promise<Attempt> {
  const stream = masker.stream()
  const output = async (chunk: Buffer) => {
    if (chunk.length > 0) await channel.output(chunk)
  }
  const ended = await make({ ...channel, output: (chunk) => output(stream.push(chunk)) })
  await output(stream.end())
  const { message, tests, findings } = ended
  return {
    ...ended,
    message: maskedText(masker, message),
    tests: tests && maskedTests(masker, tests),
    findings: findings && maskedFindings(masker, findings),
  }
}

function maskedTests(masker: Masker, tests: TestResults): TestResults {
  const failing = tests.failing.map(({ name, file, line, message }) => ({
    name: masker.cutText(name),
    file: maskedText(masker, file),
    line,
    message: maskedText(masker, message),
  }))
  return { ...tests, failing, flaky: tests.flaky.map((name) => masker.cutText(name)) }
}

function maskedFindings(masker: Masker, findings: AnalysisFindings): AnalysisFindings {
  const first = findings.first.map(({ level, rule, file, line, message, ...identity }) => ({
    ...identity,
    level,
    rule: maskedText(masker, rule),
    file: maskedText(masker, file),
    line,
    message: masker.cutText(message),
  }))
  return { ...findings, first }
}

/** Texts of reports may be cut off. */
function maskedText(masker: Masker, text: string | null): string | null {
  return text === null ? null : masker.cutText(text)
}
