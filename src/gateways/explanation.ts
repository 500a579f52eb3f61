/** How an adapter explains an answer: in the gateway's own words, or by a finding in a sentence of ours. */
import type { Explanation, FindingCode } from "./finding.js";
import { storedMessage } from "./redacted-exchange.js";

export const said = (code: string, message: string): Explanation => ({
  finding: null,
  code,
  message: storedMessage(message),
});

/** The particular case stands in front of the sentence where it says more than the finding. */
export const found = (finding: FindingCode, message: string, code: string = finding): Explanation => ({
  finding,
  code,
  message: storedMessage(code === finding ? message : `${code}: ${message}`),
});

/** The finding of an exchange without a complete answer. */
export const foundNoAnswer = (result: { kind: "NOT_SENT" | "UNKNOWN"; code: string; message: string }): Explanation =>
  found(result.kind === "NOT_SENT" ? "NOT_SENT" : "NO_ANSWER", result.message, result.code);
