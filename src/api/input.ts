/** Input at the door: read with a schema, refused with a sentence and a path, never passed on half-checked. */
import assert from "node:assert/strict";
import { z } from "zod";
import type { Principal } from "../access/principal.js";
import type { IdempotentResult } from "../idempotency/idempotency-store.js";
import { schemaMessage, sentenceIn } from "../messages/schema-message.js";
import { sentence } from "../messages/sentence.js";
import type { Sentence } from "../messages/text.js";
import { MAX_MINOR_UNITS, type MinorUnits } from "../money/minor-units.js";
import { fail, type Problem } from "../problem.js";
import { hasBidiControl, hasCompatibilityForms, hasUnseen, isId, isStorable, MAX_KEY_LENGTH } from "./bad-input.js";
import type { Context } from "./context.js";
import { userError } from "./user-error.js";
import type { UserError } from "./problem/user-error.type.js";

/** Of memos and evidence: a paragraph, not a file. */
export const MAX_TEXT_LENGTH = 2_000;
/** Names of customers and of goods. */
export const MAX_NAME_LENGTH = 200;

/** Too short is easily used twice by accident; too long is no key. Visible ASCII passes every log and header unchanged. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,200}$/;

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\n\r\t]/u;

const text = (max: number, control: RegExp) =>
  z
    .string()
    .normalize("NFC")
    .trim()
    .min(1, schemaMessage("reasons.input.empty"))
    .max(max, schemaMessage("reasons.input.tooLong", { max }))
    .refine((value) => isStorable(value) && !control.test(value), schemaMessage("reasons.input.control"));

const PLAIN = schemaMessage("reasons.input.plain");

/**
 * A number by which one thing is known (order, line, payment, return). Stored in NFC, so that two spellings are one thing;
 * what cannot be told apart by eye is refused. Upper and lower case stay different: they are in shops' numbers.
 */
export const number = () =>
  text(MAX_KEY_LENGTH, CONTROL).pipe(
    z.string().refine((value) => !hasUnseen(value) && !hasCompatibilityForms(value), PLAIN),
  );

/** A number somebody else gave out, to be sent back exactly as it is: a spelling other than NFC is refused, not changed. */
export const foreignNumber = () =>
  z
    .string()
    .refine((value) => value === value.normalize("NFC"), schemaMessage("reasons.input.composed"))
    .pipe(number());

/** A name or text of one line. Joiners inside emoji and some scripts are part of the text; marks that turn it around are not. */
export const line = (max = MAX_KEY_LENGTH) =>
  text(max, CONTROL).pipe(z.string().refine((value) => !hasBidiControl(value), schemaMessage("reasons.input.bidi")));
/** Free text of several lines. */
export const freeText = z
  .string()
  .normalize("NFC")
  .trim()
  .min(1, schemaMessage("reasons.input.empty"))
  // As a reader counts: an emoji is two units of a string.
  .refine((value) => value.length <= 2 * MAX_TEXT_LENGTH && Array.from(value).length <= MAX_TEXT_LENGTH, {
    message: schemaMessage("reasons.input.tooLong", { max: MAX_TEXT_LENGTH }),
    abort: true,
  })
  .refine((value) => isStorable(value) && !CONTROL_BUT_LINES.test(value), {
    message: schemaMessage("reasons.input.control"),
    abort: true,
  })
  // A second person decides by it: what turns text around would show other digits than were written.
  .refine((value) => !hasBidiControl(value), schemaMessage("reasons.input.bidi"));
/** Free text of several lines; null when nothing was said. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => (value?.trim() ? value : null))
  .pipe(freeText.nullable());

export const idempotencyKey = z.string().regex(IDEMPOTENCY_KEY, schemaMessage("reasons.input.idempotencyKey"));

export const id = z
  .string()
  .refine(isId, schemaMessage("reasons.input.id"))
  .transform((value) => value.toLowerCase());

/** A refund's version: it is created with 1. */
export const version = z
  .number()
  .int()
  .min(1, schemaMessage("reasons.input.least", { min: 1 }));

const asMoney = (value: number) => value as MinorUnits;
/** The scalar has seen to whole, safe and not negative. */
export const amount = z.number().transform(asMoney);
export const positiveAmount = z.number().min(1, schemaMessage("reasons.input.positive")).transform(asMoney);

/** A list with one entry or more. */
export const listOf = <T extends z.ZodType>(entry: T, max: number) =>
  z
    .array(entry)
    .min(1, schemaMessage("reasons.input.empty"))
    .max(max, schemaMessage("reasons.input.tooManyEntries", { max }));

/** False when amounts together are more than JSON and JavaScript carry exactly. */
export const sumIsExact = (amounts: readonly number[]): boolean =>
  amounts.reduce((total, each) => total + BigInt(each), 0n) <= BigInt(MAX_MINOR_UNITS);

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/** Reads a mutation's input. Outcomes: INVALID_INPUT, one per fault, each with its path. */
export function checked<T extends z.ZodType>(schema: T, input: unknown): Checked<z.output<T>> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => {
      const field = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
      const reason = reasonOf(issue);
      if (field.length === 0) return fail("INVALID_INPUT", { reason }).problem;
      return fail("INVALID_INPUT", { reason: sentence("reasons.input.at", { at: field.join("."), reason }) }, field)
        .problem;
    }),
  };
}

/** Types and choices are GraphQL's to check before: what a schema still finds by itself is something left out, or too much. */
function reasonOf(issue: z.core.$ZodIssue): Sentence {
  const ours = sentenceIn(issue.message);
  if (ours) return ours;
  if (issue.code === "unrecognized_keys") return sentence("reasons.input.notOfRule", { names: issue.keys });
  if (issue.code === "invalid_type")
    return sentence(issue.expected === "null" ? "reasons.input.leaveOut" : "reasons.input.missing");
  return sentence("reasons.input.unfit");
}

/** The guard has let only somebody through. */
export function callerOf({ principal }: Context): Principal {
  assert(principal, "the guard lets nobody through without a token");
  return principal;
}

export interface Answer<T> {
  value: T | null;
  replayed: boolean;
  userErrors: UserError[];
}

/** One command, from input to answer: check, call the use case, put problems in the caller's language. */
export async function command<S extends z.ZodType, T>(
  ctx: Context,
  { schema, input, within }: { schema: S; input: unknown; within?: readonly string[] },
  run: (value: z.output<S>, principal: Principal) => Promise<IdempotentResult<T>>,
): Promise<Answer<T>> {
  const read = checked(schema, input);
  if (!read.ok) {
    return {
      value: null,
      replayed: false,
      userErrors: await Promise.all(read.problems.map((problem) => userError(problem, ctx))),
    };
  }
  const { outcome, replayed } = await run(read.value, callerOf(ctx));
  return outcome.ok
    ? { value: outcome.value, replayed, userErrors: [] }
    : { value: null, replayed, userErrors: [await userError(outcome.problem, ctx, within)] };
}
