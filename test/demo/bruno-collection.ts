/** Runs the collection in `clients/bruno` as Bruno's own command does: parsed by its parser, sent over HTTP, checked by its assertions. */
// @ts-expect-error -- it has no types
import bruno from "@usebruno/lang";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

interface BruFile {
  meta: { name: string };
  http: { method: string; url: string };
  auth?: { bearer?: { token: string } };
  body?: { json?: string; graphql?: { query: string; variables?: string } };
  assertions: { name: string; value: string }[];
  script?: { res?: string };
}

// It comes without types.
const { bruToJsonV2 } = bruno as unknown as { bruToJsonV2: (text: string) => BruFile };

const COLLECTION = fileURLToPath(new URL("../../clients/bruno/", import.meta.url));
const MOST_CALLS = 300;

export interface CollectionRun {
  /** Names of the requests, each as often as it was sent. */
  sent: string[];
  /** Assertions that did not hold, with what was there. */
  failures: string[];
}

export async function runCollection(baseUrl: string): Promise<CollectionRun> {
  const requests = readdirSync(COLLECTION)
    .filter((name) => name.endsWith(".bru"))
    .toSorted()
    .map((name) => bruToJsonV2(readFileSync(join(COLLECTION, name), "utf8")));
  const variables = new Map<string, string | number>([["baseUrl", baseUrl]]);
  const run: CollectionRun = { sent: [], failures: [] };
  for (let at = 0; at < requests.length && run.sent.length < MOST_CALLS;) {
    const request = requests[at]!;
    const filled = (text: string): string =>
      text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(variables.get(name) ?? whole));
    run.sent.push(request.meta.name);
    const res = await send(request, filled);
    for (const { name, value } of request.assertions) {
      const found = valueAt(res, name);
      if (!holds(found, filled(value)))
        run.failures.push(`${request.meta.name}: ${name} ${value}, was ${JSON.stringify(found)}`);
    }
    let next: string | null = null;
    await scripted(request.script?.res ?? "", {
      res,
      bru: {
        getVar: (name: string) => variables.get(name),
        setVar: (name: string, value: string | number) => void variables.set(name, value),
        sleep,
        runner: { setNextRequest: (name: string) => void (next = name) },
      },
    });
    const wanted = next;
    at = wanted === null ? at + 1 : requests.findIndex(({ meta }) => meta.name === wanted);
    if (at < 0) throw new Error(`no request is called ${wanted}`);
  }
  return run;
}

interface Res {
  status: number;
  body: unknown;
}

async function send({ http, auth, body }: BruFile, filled: (text: string) => string): Promise<Res> {
  const graphql = body?.graphql && {
    query: body.graphql.query,
    variables: JSON.parse(filled(body.graphql.variables ?? "{}")) as unknown,
  };
  const json = graphql ? JSON.stringify(graphql) : body?.json && filled(body.json);
  const token = auth?.bearer && filled(auth.bearer.token);
  const response = await fetch(filled(http.url), {
    method: http.method.toUpperCase(),
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    ...(json && { body: json }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** `res.body.data.refunds[0].id` of the answer; undefined where there is no such thing. */
const valueAt = (res: Res, path: string): unknown =>
  path
    .replaceAll(/\[(\d+)\]/g, ".$1")
    .split(".")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], res);

function holds(value: unknown, assertion: string): boolean {
  const [operator = "", ...rest] = assertion.split(" ");
  const wanted = rest.join(" ");
  switch (operator) {
    case "eq":
      return String(value) === wanted;
    case "gt":
      return Number(value) > Number(wanted);
    case "isDefined":
      return value !== undefined;
    case "isUndefined":
      return value === undefined;
    case "isNull":
      return value === null;
    case "isEmpty":
      return Array.isArray(value) && value.length === 0;
    default:
      throw new Error(`the collection asserts with ${operator}, which is not known here`);
  }
}

/** Scripts of the collection are ours, and may wait. */
async function scripted(code: string, { bru, res }: { bru: object; res: Res }): Promise<void> {
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  await new AsyncFunction("bru", "res", code)(bru, res);
}
