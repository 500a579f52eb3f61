/** Findings of the settlement, and where an explanation is written down. */
import type { Explanation, FindingCode } from "../../gateways/finding.js";
import { ownText, type Redacted } from "../../personal-data/redacted-text.js";
import type { GatewayAttempt } from "../record/attempt.entity.js";

export type RedactedExplanation = Redacted<Explanation>;

/** A finding in a sentence of ours. Never for a text that came from outside. */
export const ownFinding = (finding: FindingCode, message: string): RedactedExplanation => ({
  finding,
  code: ownText(finding),
  message: ownText(message),
});

/** The explanation an attempt holds: the gateway's own words, and where it said nothing the finding. */
export function explanationOn({
  code,
  message,
  findingCode,
  findingMessage,
}: GatewayAttempt): RedactedExplanation | null {
  if (code !== null && message !== null) return { finding: null, code, message };
  return findingCode === null
    ? null
    : { finding: findingCode, code: ownText(findingCode), message: findingMessage ?? ownText(findingCode) };
}
