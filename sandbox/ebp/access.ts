/** Authentication of callers by the mandatory headers, the access key, and the signature over the body exactly as it arrived. */
import type { IncomingHttpHeaders } from "node:http";
import { hashOf, sameText } from "../kit/http/credential.js";
import type { Call } from "../kit/http/http.js";
import { Refusal, type ErrorDetail } from "./refusal.js";
import { DEFAULT_ZONE, isZone } from "./timestamp.js";

/** Credentials that the vendor issued to the shop. */
export interface Credentials {
  accessKey: string;
  /** Never on the wire: it goes into the signature. */
  hashKey: string;
  storeId: string;
  /** Any, when omitted. */
  divisionCode?: string;
  /** Any, when omitted. */
  channelCode?: string;
  /** The vendor's keys live for a year. */
  accessKeyValidUntil?: Date;
}

/** Source: common-headers page, the rows marked as required. */
const MANDATORY_HEADERS = [
  "Content-Type",
  "Content-Length",
  "Accept",
  "X-Access-Key",
  "X-EBP-Signature",
  "X-Division-Code",
  "X-Store-Id",
  "X-Channel-Code",
  "X-Ric-Code",
  "X-Country-Code",
  "X-Currency-Code",
] as const;

const JSON_IN_UTF8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const valueOf = (headers: IncomingHttpHeaders, name: string): string => String(headers[name.toLowerCase()] ?? "");

/** @throws Refusal EBP-A-0001 naming every header that is missing or wrong, never a credential. */
export function authenticate(credentials: Credentials, call: Call, now: Date): void {
  const missing = MANDATORY_HEADERS.filter((name) => valueOf(call.headers, name) === "");
  if (missing.length > 0) {
    throw unauthorized(
      "Missing Mandatory Headers",
      missing.map((header) => ({ header, message: "Missing Mandatory Header" })),
    );
  }
  const wrong = wrongHeaders(credentials, call.headers, now);
  if (wrong.length > 0) throw unauthorized("Invalid Headers", wrong);
  if (call.body === null) throw new Refusal("EBP-C-0006", "The body is too large.");
  if (!sameText(valueOf(call.headers, "X-EBP-Signature").toLowerCase(), signatureOf(call.body, credentials.hashKey))) {
    throw unauthorized("Invalid Signature", [
      { header: "X-EBP-Signature", message: "Must be the hex SHA-256 of the body as sent followed by the hash key" },
    ]);
  }
}

/** Not an HMAC: the hash key is simply appended. `body` was decoded from UTF-8, which valid JSON is. */
export const signatureOf = (body: string, hashKey: string): string => hashOf(body + hashKey);

function wrongHeaders(credentials: Credentials, headers: IncomingHttpHeaders, now: Date): ErrorDetail[] {
  const { accessKey, storeId, divisionCode, channelCode, accessKeyValidUntil } = credentials;
  const is = (name: string, wanted: string | undefined) => wanted === undefined || valueOf(headers, name) === wanted;
  const checks: [header: string, right: boolean, message: string][] = [
    ["Content-Type", JSON_IN_UTF8.test(valueOf(headers, "Content-Type")), "Must be application/json; charset=utf-8"],
    ["X-Access-Key", sameText(valueOf(headers, "X-Access-Key"), accessKey), "Unknown access key"],
    ["X-Access-Key", accessKeyValidUntil === undefined || now < accessKeyValidUntil, "The access key has expired"],
    ["X-Store-Id", is("X-Store-Id", storeId), "The access key belongs to another store"],
    ["X-Division-Code", is("X-Division-Code", divisionCode), "The access key belongs to another division"],
    ["X-Channel-Code", is("X-Channel-Code", channelCode), "The access key belongs to another channel"],
    ["X-Ric-Code", /^(KIC|AIC|EIC)$/.test(valueOf(headers, "X-Ric-Code")), "Must be KIC, AIC or EIC"],
    ["X-Country-Code", /^[A-Z]{2}$/.test(valueOf(headers, "X-Country-Code")), "Must be an ISO country code"],
    ["X-Currency-Code", is("X-Currency-Code", "KRW"), "Must be KRW: this sandbox keeps whole won"],
  ];
  return checks.filter(([, right]) => !right).map(([header, , message]) => ({ header, message }));
}

/** The zone of the answer's timestamps; UTC unless the caller asks for one that exists. */
export function zoneOf(headers: IncomingHttpHeaders): string {
  const zone = valueOf(headers, "Time-Zone");
  return zone !== "" && isZone(zone) ? zone : DEFAULT_ZONE;
}

/** @throws Refusal EBP-C-0004 for a zone there is none of */
export function checkZone(headers: IncomingHttpHeaders): void {
  const zone = valueOf(headers, "Time-Zone");
  if (zone !== "" && !isZone(zone)) {
    throw new Refusal("EBP-C-0004", "Validation Failed", {
      details: [{ header: "Time-Zone", message: "Must be a time zone such as Asia/Seoul" }],
    });
  }
}

const unauthorized = (message: string, details: ErrorDetail[]): Refusal =>
  new Refusal("EBP-A-0001", message, { details });
