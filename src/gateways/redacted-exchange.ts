/** The stored part of an exchange: no credential, no personal data, nothing a database refuses, of bounded size. */
import type { Exchange } from "./port.js";
import type { HttpRequest, HttpResult } from "./http.js";

/** A cancel and its answer are under 2 kB; a payment with many cancellations is cut. An auditor needs the head. */
export const MAX_STORED_BODY_CHARS = 16_384;
/** A gateway's sentence for an operator. Longer ones are dumps. */
const MAX_STORED_MESSAGE_CHARS = 500;
/** Deeper than any vendor's schema (about 6). */
const MAX_DEPTH = 12;
const HIDDEN = "***";

/**
 * Names hidden at any depth, compared without case, `_` and `-`. By ending, so that a field a vendor adds tomorrow
 * (`receiverPhoneNumber`) is caught as well; a few opaque containers are hidden whole.
 */
const HIDDEN_NAME =
  /(authorization|secret|token|password|apikey|number|phone|tel|mobile|email|holder|holdername|address|addressline[12]?|zipcode|postalcode|birth|birthdate|birthyear|birthmonth|birthday|gender|remitteename|remittername|sendername|receivername|buyername|customername|fullname|firstname|lastname|customer|customerid|receiver|refundaccount|billingkey|bin|customdata|pgresponse|webhooks|vbanknum|addr|postcode|depositorname|remitter|username|accountno|cardno|cardnum4print)$/;

/** 승인번호 and the running number of a cash receipt identify a transaction, not a person: what one reads out to the card company. */
const SHOWN_NAME = /^(approvalnumber|issuenumber)$/;

/** Fields in which people and providers write sentences, and may write an account number or an address into one. */
const SENTENCE = /^(message|msg|pgmessage|reason|failurereason)$/;

const plainName = (name: string): string => name.toLowerCase().replace(/[_-]/g, "");

/** PostgreSQL's text and jsonb refuse NUL and lone surrogates; a vendor's answer must not make a settlement fail. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD");

/** Hides what looks like an account, card or phone number (9 digits or more, however grouped) or an e-mail address in a sentence. */
const withoutNumbers = (text: string): string =>
  text.replace(/\d(?:[ -]?\d){8,}/g, HIDDEN).replace(/[^\s@<>"'()]{1,64}@[^\s@<>"'()]{1,255}/g, HIDDEN);

/** A sentence of the vendor's, fit to be kept and shown. Cut roughly first: the patterns need not walk through a megabyte. */
export const storedMessage = (text: string): string =>
  storable(withoutNumbers(text.slice(0, 4 * MAX_STORED_MESSAGE_CHARS)).slice(0, MAX_STORED_MESSAGE_CHARS));

/** The value without hidden fields; strings, numbers and the shape stay. */
function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return storable(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => {
      const plain = plainName(name);
      if (HIDDEN_NAME.test(plain) && !SHOWN_NAME.test(plain)) return [storable(name), HIDDEN];
      const kept =
        SENTENCE.test(plain) && typeof inner === "string" ? storedMessage(inner) : redacted(inner, depth + 1);
      return [storable(name), kept];
    }),
  );
}

/** A body to keep: redacted, and when still too long its head as text. */
function storedBody(body: unknown): unknown {
  // A bare text is a sentence somebody wrote: it may say anything.
  const clean = typeof body === "string" ? storedMessage(body) : redacted(body);
  const text = typeof clean === "string" ? clean : (JSON.stringify(clean) ?? "");
  return text.length <= MAX_STORED_BODY_CHARS ? (clean ?? null) : { cutAt: MAX_STORED_BODY_CHARS, head: headOf(text) };
}

const headOf = (text: string): string => text.slice(0, MAX_STORED_BODY_CHARS).toWellFormed();

/** Builds the kept exchange. Headers are never kept: they carry the credential. */
export function exchangeOf(request: HttpRequest, result: HttpResult): Exchange {
  const { pathname, search } = new URL(request.url);
  return {
    request: { method: request.method, path: pathname + search, body: storedBody(request.body) },
    response:
      result.kind === "ANSWERED"
        ? {
            status: result.status,
            // Not JSON: a proxy's page. Its first sentences tell what it is.
            body: result.json === undefined ? storedMessage(result.text) : storedBody(result.json),
          }
        : null,
    error: result.kind === "ANSWERED" ? null : storable(`${result.code}: ${result.message}`),
    durationMs: result.durationMs,
  };
}
