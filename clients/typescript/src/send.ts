/** One operation over HTTP. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import type { ClientOptions } from "./client.js";
import { faultOf, HwanbulError, Passing, type TopLevelError } from "./errors.js";
import { persist } from "./patience.js";

/** A mutation waits for no gateway; what takes longer than this is lost. */
const TRY_MS = 30_000;
const DEFAULT_PATIENCE_MS = 60_000;

/** Problems that are not kept under the key and pass within seconds: the same call, with the same key, is made again. */
const PASSING_PROBLEMS: readonly string[] = ["BUSY", "IDEMPOTENCY_IN_PROGRESS", "CALL_UNDER_WAY"];

interface Answer<Data> {
  data?: Data | null;
  errors?: TopLevelError[];
}

interface Payload {
  userErrors?: readonly { code?: string; message?: string }[];
}

export function send<Data, Variables>(
  options: ClientOptions,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Data> {
  // Built once: every try is the same to the byte, its idempotency key included.
  const body = JSON.stringify({ query: print(document), variables });
  return persist(() => tryOnce<Data>(options, body, signal), options.patienceMs ?? DEFAULT_PATIENCE_MS, signal);
}

async function tryOnce<Data>(options: ClientOptions, body: string, signal?: AbortSignal): Promise<Data> {
  const headers = {
    "content-type": "application/json",
    "accept-language": options.language ?? "ko",
    authorization: `Bearer ${await options.token()}`,
  };
  const limit = AbortSignal.timeout(TRY_MS);
  let response: Response;
  let text: string;
  try {
    response = await (options.fetch ?? fetch)(new URL("/graphql", options.url), {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    text = await response.text();
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Passing("the service could not be reached, or its answer was lost", undefined, cause);
  }
  const { data, errors } = read<Data>(response, text);
  const fault = faultOf(errors);
  if (fault) throw fault;
  if (!data) throw new HwanbulError("the service answered without data", { code: "INTERNAL" });
  for (const payload of Object.values(data) as (Payload | null)[])
    for (const { code = "", message } of payload?.userErrors ?? [])
      if (PASSING_PROBLEMS.includes(code)) throw new Passing(`${code}: ${message}`);
  return data;
}

/** What is no JSON was said by something between here and the service. */
function read<Data>(response: Response, text: string): Answer<Data> {
  try {
    return JSON.parse(text) as Answer<Data>;
  } catch (cause) {
    const said = `HTTP ${response.status} without an answer of the service`;
    if (response.status >= 500 || response.status === 429) {
      const seconds = Number(response.headers.get("retry-after"));
      throw new Passing(said, seconds > 0 ? seconds * 1_000 : 0, cause);
    }
    throw new HwanbulError(said, { code: "BAD_USER_INPUT", cause });
  }
}
