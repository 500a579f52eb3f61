/**
 * The verdict on EBP's answer to one cancel. Pure and total; whatever is not in the table is UNKNOWN.
 *
 * EBP's cancel has no idempotency key, so a lost answer can never be asked for again, and a wrong "nothing moved" would be
 * paid twice. A code counts as a no only where its type says that the request was turned away before any work.
 */
import { found, foundNoAnswer, said } from "../explanation.js";
import type { Explanation } from "../finding.js";
import type { HttpResult } from "../http.js";
import type { Claim, Verdict } from "../port.js";
import { claimIn, explained, unlessEffectClaimed } from "../provider-refusals.js";
import { cancelledSchema, envelopeSchema, type Cancelled, type Envelope } from "./schemas.js";
import { cancellationOf, type CancelBody } from "./translate.js";

const SUCCESS = "0";

/** Takes the result of one exchange and what was sent in it. */
export function verdictOf(result: HttpResult, sent: Pick<CancelBody, "orderNo" | "items">): Verdict {
  if (result.kind === "NOT_SENT") return { kind: "NOT_SENT", ...foundNoAnswer(result) };
  if (result.kind === "UNKNOWN") return unknown(foundNoAnswer(result));
  const envelope = envelopeSchema.safeParse(result.json);
  // HTML of a proxy, nothing, half a JSON: whoever answered, it was not EBP's cancel endpoint.
  if (!envelope.success) return unknown(foreignAnswer(result.status));
  if (envelope.data.resultCode !== SUCCESS) return verdictOfCode(result.status, envelope.data);
  // Success has one documented HTTP status. HTTP 200 alone is none: PG and integration errors come with it too.
  if (result.status !== 200)
    return unknown(found("CONTRADICTORY_ANSWER", `result code 0 with HTTP ${result.status}`, `HTTP_${result.status}`));
  return verdictOfCancelled(envelope.data, sent);
}

/** The id EBP gave the request, good or bad; nothing where it is not EBP's answer. */
export function requestIdOf(result: HttpResult): { requestId?: string } {
  const envelope = result.kind === "ANSWERED" ? envelopeSchema.safeParse(result.json) : null;
  const requestId = envelope?.data?.requestId;
  return requestId ? { requestId } : {};
}

/** The answer has no field for "later", though its look-up has ("pending cancel"): see `successMayBeLate`. */
function verdictOfCancelled(envelope: Envelope, sent: Pick<CancelBody, "orderNo" | "items">): Verdict {
  const answer = cancelledSchema.safeParse(envelope.data);
  if (!answer.success) return unknown(found("UNREADABLE_ANSWER", "result code 0 without a readable cancellation"));
  const fault = faultIn(answer.data, sent);
  if (fault !== null) return unknown(fault);
  return { kind: "SUCCEEDED", cancellation: cancellationOf(answer.data, envelope.timestamp) };
}

/** Why an answer cannot be believed; null where it is whole, about our order, and does not contradict itself. */
function faultIn(cancelled: Cancelled, sent: Pick<CancelBody, "orderNo" | "items">): Explanation | null {
  const { orderNo, items, processedCount } = cancelled;
  if (orderNo !== sent.orderNo) return found("ANOTHER_PAYMENT", "the answer is about another order");
  const amount = cancelled.totalProductAmount + cancelled.totalDeliveryAmount;
  // We never ask for 0, so a success of 0 is not an answer to us.
  if (amount === 0) return found("UNREADABLE_ANSWER", "a cancel of 0 succeeded");
  const foreign = items.find(
    (item) => !sent.items.some((ours) => ours.seq === item.seq && ours.itemId === item.itemId),
  );
  if (foreign)
    return found("CONTRADICTORY_ANSWER", `item ${foreign.seq} of the answer was not in the request`, "ITEMS_DIFFER");
  if (new Set(items.map((item) => item.seq)).size !== items.length)
    return found("CONTRADICTORY_ANSWER", "an item stands twice in the answer");
  if (processedCount !== items.length)
    return found("CONTRADICTORY_ANSWER", `${processedCount} items processed, ${items.length} listed`);
  // An item's amount is optional in an answer; the totals are not. Product and delivery together: how they divide is not documented.
  const priced = items.flatMap((item) => (typeof item.amount === "number" ? [item.quantity * item.amount] : []));
  const sum = priced.reduce((soFar, one) => soFar + one, 0);
  if (priced.length === items.length && sum !== amount)
    return found("CONTRADICTORY_ANSWER", `the totals say ${amount}, the items ${sum}`);
  return null;
}

type Meaning = (envelope: Envelope, code: string) => Verdict;

/** Turned away before any work: our request is malformed. */
const malformed: Meaning = (envelope, code) =>
  unlessEffectClaimed({
    kind: "REFUSED",
    cause: "INVALID_REQUEST",
    ...said(code, sentenceOf(envelope)),
  });

/** Our key, its rights or a header: nothing moved, and nothing will until somebody repairs the configuration. */
const notAllowed: Meaning = (envelope, code) => ({
  kind: "DEFERRED",
  until: null,
  notAllowed: true,
  ...said(code, sentenceOf(envelope)),
});

/**
 * Turned away by a check, and type C also checks amounts and the payment's status: already cancelled, too much, not
 * captured. Not executed, but perhaps because EBP's picture is not ours: one look-up decides.
 */
const notExecuted: Meaning = (envelope, code) =>
  explained(unknown(said(code, sentenceOf(envelope)), "STATE_DIFFERS"), sentenceOf(envelope));

/** The work had begun, or may have: the code says what failed, not that the money stayed. */
const outcomeOpen: Meaning = (envelope, code) => {
  const sentence = sentenceOf(envelope);
  return unknown(said(code, sentence), claimIn(sentence) ?? "PERHAPS_DONE");
};

/** A no whose code says nothing: its words may, as anywhere else. */
const providersWords: Meaning = (envelope, code) => {
  const sentence = sentenceOf(envelope);
  return explained(unknown(said(code, sentence), "PERHAPS_DONE"), sentence);
};

/**
 * The documented errors, each valid only with its documented HTTP status: a pair that is not here was written by somebody
 * else, or means something new.
 */
const ERRORS: Readonly<Record<string, Meaning>> = {
  // Two pages of the document give this code two statuses.
  "400 EBP-A-0001": notAllowed,
  "401 EBP-A-0001": notAllowed,
  "400 EBP-B-0001": malformed,
  "400 EBP-B-0002": malformed,
  "400 EBP-C-0001": malformed,
  "400 EBP-C-0002": malformed,
  "400 EBP-C-0003": malformed,
  // "Validation Failed" and "Other Validation Error": of what, they do not say.
  "400 EBP-C-0004": notExecuted,
  "400 EBP-C-0005": notExecuted,
  "400 EBP-C-0006": malformed,
  "400 EBP-C-0007": malformed,
  "500 EBP-C-0008": outcomeOpen,
  "500 EBP-C-0009": outcomeOpen,
  // "Cancellation Failed": at EBP or on the way back from the provider, it does not say.
  "500 EBP-C-0010": outcomeOpen,
  // "Retry Recommended": there is no key with which a second cancel would be known as the first one.
  "500 EBP-C-0011": outcomeOpen,
  "500 EBP-C-0012": outcomeOpen,
  "500 EBP-Z-0001": outcomeOpen,
  "500 EBP-Z-0002": outcomeOpen,
  "500 EBP-Z-0003": outcomeOpen,
  "500 EBP-Z-0004": outcomeOpen,
  "500 EBP-Z-0005": outcomeOpen,
  "500 EBP-Z-0010": outcomeOpen,
};

/** Type Z with HTTP 404: "no data found in the system". Its codes are not listed. */
export const isNothingFound = (status: number, resultCode: string): boolean =>
  status === 404 && /^EBP-Z-\d{4}$/.test(resultCode);

const PROVIDER_CODE = /^EBP-[DE]-/;

function verdictOfCode(status: number, envelope: Envelope): Verdict {
  const { resultCode } = envelope;
  const code = storedCode(resultCode);
  if (isNothingFound(status, resultCode)) return notExecuted(envelope, code);
  const name = `${status} ${resultCode}`;
  const meaning = Object.hasOwn(ERRORS, name) ? ERRORS[name] : undefined;
  if (meaning) return meaning(envelope, code);
  // Types D (provider) and E (integration) have no documented codes and come with HTTP 200: only their words can be read.
  if (status === 200 && PROVIDER_CODE.test(resultCode)) return providersWords(envelope, code);
  return unlessEffectClaimed(unknown(said(code, sentenceOf(envelope))));
}

/** More details than these say nothing more. */
const MAX_DETAILS = 5;

/** EBP's message and the fields it complains of. */
function sentenceOf({ message, error, errors, resultCode }: Envelope): string {
  const details = [...(error?.errorDetails ?? []), ...(errors ?? [])]
    .slice(0, MAX_DETAILS)
    .map((detail) => [detail.header ?? detail.field, detail.message].filter(Boolean).join(": "))
    .filter((text) => text !== "");
  return [message ?? resultCode, ...details].join("; ");
}

/** A vendor's code, fit to be stored: bounded, visible characters only. */
export const storedCode = (code: string): string => code.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);

type Unknown = Extract<Verdict, { kind: "UNKNOWN" }>;

const unknown = (why: Explanation, claim: Claim = "NOTHING"): Unknown => ({ kind: "UNKNOWN", claim, ...why });

/** Success has one documented HTTP status. */
export const successUnder = (status: number): Explanation =>
  found("CONTRADICTORY_ANSWER", `result code 0 with HTTP ${status}`, `HTTP_${status}`);

export const foreignAnswer = (status: number): Explanation =>
  found("FOREIGN_ANSWER", "an answer that is not EBP's", `HTTP_${status}`);
