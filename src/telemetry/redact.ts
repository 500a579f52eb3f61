/** Redaction of log lines: secrets, tokens and personal data, at any depth that is printed at all. */
import { types } from "node:util";
import { Secret } from "../secret.js";

const HIDDEN = "***";

/** Deeper than any object we log on purpose; what lies below is cut, never printed unchecked. */
const MAX_DEPTH = 8;
/** Values looked at per log call: a huge or cyclic object costs a bounded time. */
const MAX_VALUES = 2_000;
/** Long enough for a stack trace. */
const MAX_TEXT = 8_192;

/** A key that contains one of these (case, `_` and `-` ignored) has its value hidden. */
const HIDDEN_FRAGMENTS = [
  ...["authorization", "cookie", "password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "jwt"],
  ...["accountnumber", "accountno", "holder", "customername", "buyername", "recipientname", "fullname", "personname"],
  ...["customerid", "buyerid", "phone", "mobile", "telephone", "email", "birth", "cardnumber", "cardno"],
  ...["shippingaddress", "deliveryaddress", "homeaddress", "plaintext", "cleartext", "encryptionkey"],
] as const;

/** Keys hidden only when they are exactly this: the words are too common inside others. */
const HIDDEN_KEYS = new Set(["customer", "buyer", "recipient", "account", "refundaccount", "memo", "tel", "clear"]);

/** `header.payload.signature` of a signed token, wherever it stands in a text. */
const SIGNED_TOKEN = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;
/** The password of `scheme://user:password@host`. */
const PASSWORD_IN_URL = /(\b[a-z][\w+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi;

function hidesKey(key: string): boolean {
  const bare = key.toLowerCase().replace(/[^a-z0-9]/g, "");
  return HIDDEN_KEYS.has(bare) || HIDDEN_FRAGMENTS.some((fragment) => bare.includes(fragment));
}

/** A text without tokens and passwords, cut to a bounded length. */
export function redactText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return cut.replace(SIGNED_TOKEN, HIDDEN).replace(PASSWORD_IN_URL, `$1:${HIDDEN}@`);
}

/**
 * A copy of `value` made of plain data that may be logged. Never throws and never changes its argument.
 * Plain objects and arrays are walked; errors keep type, message, code, stack and cause, and lose every other field
 * (database drivers put row values there); any other class instance is named, with its `id`, and not opened.
 */
export function redact(value: unknown): unknown {
  return walk(value, 0, { left: MAX_VALUES });
}

function walk(value: unknown, depth: number, budget: { left: number }): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "function") return "[function]";
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Secret) return HIDDEN;
  if (depth >= MAX_DEPTH || --budget.left < 0) return "[cut]";
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
    if (value instanceof URL) return redactText(value.href);
    if (value instanceof Error || types.isNativeError(value)) return describeError(value, depth, budget);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return walkArray(value, depth, budget);
    if (!isPlain(value)) return nameOf(value);
    return walkObject(value, depth, budget);
  } catch {
    return "[unreadable]";
  }
}

function walkArray(values: readonly unknown[], depth: number, budget: { left: number }): unknown[] {
  const seen: unknown[] = [];
  for (const value of values) {
    if (--budget.left < 0) return [...seen, "[cut]"];
    seen.push(walk(value, depth + 1, budget));
  }
  return seen;
}

function walkObject(value: object, depth: number, budget: { left: number }): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (--budget.left < 0) return { ...copy, cut: "[cut]" };
    // Read inside the guard of `walk`: a getter may throw.
    copy[key] = hidesKey(key) ? HIDDEN : walk((value as Record<string, unknown>)[key], depth + 1, budget);
  }
  return copy;
}

function describeError(error: Error, depth: number, budget: { left: number }): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  const several = error instanceof AggregateError ? { errors: walkArray(error.errors, depth + 1, budget) } : {};
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: walk(error.cause, depth + 1, budget) }),
    ...several,
    stack: redactText(error.stack ?? ""),
  };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The second test is for objects of another realm (`node:vm`), whose Object.prototype is not ours.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const { id } = value as { id?: unknown };
  return `[${value.constructor.name}${typeof id === "string" ? ` ${redactText(id)}` : ""}]`;
}
