/** One request as it stands, over a connection of its own, and what an answer must not be whatever was asked. */
import { request } from "node:http";
import { MAX_ERRORS, MAX_MESSAGE_CHARACTERS } from "../../src/api/server/limits.js";

export interface Answer {
  /** 0: the connection ended without an answer. */
  status: number;
  text: string;
}

export type Headers = Record<string, string | string[]>;

/** Never throws: a connection that is cut is an answer, too. */
export function send(url: string, body: string | Buffer, headers: Headers, method = "POST"): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let status = 0;
    const done = () => resolve({ status, text: Buffer.concat(chunks).toString("utf8") });
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      status = incoming.statusCode ?? 0;
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("close", done);
    });
    // Also when the server has answered and closed while the body was still being sent.
    outgoing.on("error", done);
    outgoing.end(body);
  });
}

/** Input that may come back in one answer. */
const MAX_ECHO = 1_024;
const WINDOW = 16;

/** Characters of `answer` that stand, 16 at a time, in `asked` as well. An answer below the bound is not looked at. */
export function echoed(asked: string, answer: string): number {
  if (answer.length <= MAX_ECHO) return 0;
  let found = 0;
  for (let at = 0; at + WINDOW <= answer.length; at += WINDOW)
    if (asked.includes(answer.slice(at, at + WINDOW))) found += WINDOW;
  return found;
}

interface Received {
  message?: unknown;
  extensions?: { code?: unknown };
}

/** What is wrong with an answer to `asked`; nothing is right for every answer. */
export function objections(asked: string, { status, text }: Answer, { mayBeCut = false } = {}): string[] {
  const found: string[] = [];
  if (status >= 500) found.push(`status ${status}: ${text.slice(0, 200)}`);
  if (status === 0 && !mayBeCut) found.push("no answer");
  const errors = errorsOf(text);
  // What was asked for by name comes back by name; only what an error repeats is nobody's wish.
  const repeats = echoed(asked, errors ? JSON.stringify(errors) : status === 200 ? "" : text);
  if (repeats > MAX_ECHO) found.push(`repeats ${repeats} characters: ${text.slice(0, 200)}`);
  return [...found, ...objectionsToErrors(errors ?? [])];
}

export function objectionsToErrors(errors: readonly Received[]): string[] {
  const found: string[] = [];
  // One more says that there are more: graphql-js adds it where it stops.
  if (errors.length > MAX_ERRORS + 1) found.push(`${errors.length} errors`);
  for (const { message, extensions } of errors) {
    if (extensions?.code === "INTERNAL") found.push(`INTERNAL: ${String(message)}`);
    if (typeof message !== "string" || message.length > MAX_MESSAGE_CHARACTERS)
      found.push(`a message of ${String(message).length} characters: ${String(message).slice(0, 100)}`);
  }
  return found;
}

function errorsOf(text: string): Received[] | null {
  if (!text.startsWith("{")) return null;
  try {
    const { errors } = JSON.parse(text) as { errors?: Received[] };
    return Array.isArray(errors) ? errors : null;
  } catch {
    return null;
  }
}

/** Runs `work` over `cases`, some at a time, and gathers what is wrong by the name of the case. */
export async function gather<Case extends { name: string }>(
  cases: readonly Case[],
  work: (each: Case) => Promise<string[]>,
  atOnce = 8,
): Promise<Record<string, string[]>> {
  const faults: Record<string, string[]> = {};
  const left = [...cases];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const found = await work(next);
      if (found.length > 0) faults[next.name] = found;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return faults;
}
