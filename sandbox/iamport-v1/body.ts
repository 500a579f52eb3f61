/** The body of a call: JSON or a form, whichever was sent, and how it may be kept in the log. */
import type { Call } from "../kit/http/http.js";
import { invalid } from "./refusal.js";

export type Fields = Readonly<Record<string, unknown>>;

/** Fields with the person the money goes to, and the key when it is sent to a wrong path: the log must not show either in clear. */
const HIDDEN_FIELDS: readonly string[] = ["refund_holder", "refund_account", "refund_tel", "imp_key", "imp_secret"];

/**
 * The fields by name. A form's `extra[requester]=customer` becomes `{ extra: { requester: "customer" } }`,
 * and its values stay text. Without a body there are no fields.
 * @throws Refusal (HTTP 400) when it is neither.
 */
export function readFields(call: Pick<Call, "headers" | "body">): Fields {
  const { body } = call;
  if (body === null) throw invalid("The body is too large.");
  if (body === "") return {};
  return isForm(call) ? readForm(body) : readJson(body);
}

/** The body as it was understood, with the characters of hidden fields as `*`. */
export function loggableBody(call: Pick<Call, "headers" | "body">): string | null {
  const { body } = call;
  if (!body) return body;
  if (isForm(call)) return loggableForm(body);
  try {
    return JSON.stringify(JSON.parse(body, (name, value: unknown) => (isHidden(name) ? stars(value) : value)));
  } catch {
    return UNREADABLE;
  }
}

const UNREADABLE = "(unreadable)";

/** `name` or `name[inner]`; anything else is no form, and may hold whatever was meant as a value. */
const FORM_NAME = /^\w+(\[\w*\])*$/;

function loggableForm(body: string): string {
  const entries = [...new URLSearchParams(body)];
  if (!entries.every(([name]) => FORM_NAME.test(name))) return UNREADABLE;
  const masked = entries.map(([name, value]): [string, string] =>
    name.split(/[[\]]/).some(isHidden) ? [name, "*".repeat(value.length)] : [name, value],
  );
  return new URLSearchParams(masked).toString();
}

const isHidden = (name: string): boolean => HIDDEN_FIELDS.includes(name);

/** A value as stars; an absent one stays absent. */
const stars = (value: unknown): string | null => {
  if (value === null) return null;
  return "*".repeat((typeof value === "string" ? value : JSON.stringify(value)).length);
};

const isForm = ({ headers }: Pick<Call, "headers">): boolean =>
  headers["content-type"]?.toLowerCase().startsWith("application/x-www-form-urlencoded") ?? false;

function readJson(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalid("The body is neither JSON nor declared as a form.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid("The body is not a JSON object.");
  }
  return value as Fields;
}

const BRACKETED = /^([^[\]]+)\[([^[\]]+)\]$/;

function readForm(body: string): Fields {
  const flat: [string, unknown][] = [];
  const nested = new Map<string, [string, string][]>();
  for (const [name, value] of new URLSearchParams(body)) {
    const [, outer, inner] = BRACKETED.exec(name) ?? [];
    if (outer === undefined || inner === undefined) flat.push([name, value]);
    else nested.set(outer, [...(nested.get(outer) ?? []), [inner, value]]);
  }
  for (const [name, entries] of nested) flat.push([name, Object.fromEntries(entries)]);
  return Object.fromEntries(flat);
}
