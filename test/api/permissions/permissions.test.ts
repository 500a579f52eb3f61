/** Deny by default (S1): every operation and every guarded field × every role, nobody and a token without roles; each cell a real request. */
import { randomUUID } from "node:crypto";
import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import { CloseCode } from "graphql-ws";
import { rulesOf } from "../../../src/api/guard.js";
import { eventually } from "../../server/open-app.js";
import { apiSchema } from "../ask.js";
import { EXPECTED, HOLDERS, type Holder } from "./expected.js";
import { openScene, type Scene } from "./scene.js";
import { WAYS } from "./ways.js";

let scene: Scene;
let schema: GraphQLSchema;
beforeAll(async () => {
  [scene, schema] = await Promise.all([openScene(), apiSchema()]);
});
afterAll(() => scene.close());

type Operation = "query" | "mutation" | "subscription";
const OPERATIONS: readonly Operation[] = ["query", "mutation", "subscription"];
type Answer = { data?: unknown; errors?: readonly GraphQLFormattedError[] | null };

/** One row of the table as it is asked: the document, and the guarded fields on the way by their paths. */
interface Question {
  operation: Operation;
  rootField: string;
  query: string;
  steps: { path: string; at: string }[];
}

const rootOf = (operation: Operation): GraphQLObjectType => {
  const roots = { query: schema.getQueryType(), mutation: schema.getMutationType() };
  const root = operation === "subscription" ? schema.getSubscriptionType() : roots[operation];
  if (!root) throw new Error(`there is no ${operation}`);
  return root;
};
const fieldOf = (type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> => {
  const field = type.getFields()[name];
  if (!field) throw new Error(`there is no ${type.name}.${name}`);
  return field;
};

function questionOf(entry: string): Question {
  const parts = (WAYS[entry]?.(scene) ?? "").split(" > ");
  const names = parts.map((part) => part.split("(")[0] as string);
  const rootField = names[0] as string;
  const operation = OPERATIONS.find((each) => rootOf(each).getFields()[rootField]);
  if (!operation) throw new Error(`${entry}: no operation ${rootField}`);

  const steps: Question["steps"] = [];
  let type = rootOf(operation);
  for (const [index, name] of names.slice(0, -1).entries()) {
    steps.push({ path: names.slice(0, index + 1).join("."), at: `${type.name}.${name}` });
    const next = getNamedType(fieldOf(type, name).type);
    if (isObjectType(next)) type = next;
  }
  if (!steps.some(({ at }) => at === entry)) throw new Error(`the way to ${entry} does not lead there`);
  const input =
    operation === "mutation" ? `($input: ${String(fieldOf(rootOf(operation), rootField).args[0]?.type)})` : "";
  const selection = parts.reduceRight((below, part) => (below ? `${part} { ${below} }` : part), "");
  return { operation, rootField, query: `${operation} ${input} { ${selection} }`, steps };
}

/** What the table says must come out: nobody is refused as a whole, everybody else at the first field that is not theirs. */
function expectedFor(holder: Holder, { steps }: Question): string {
  if (holder === "nobody") return "UNAUTHENTICATED";
  const stop = steps.find(({ at }) => EXPECTED[at] && !EXPECTED[at].includes(holder));
  return stop ? `FORBIDDEN at ${stop.path}` : "let in";
}

/** What did come out. Somebody is let in only if the last field was really asked for. */
function outcomeOf({ data, errors }: Answer, { steps }: Question): string {
  if (errors && errors.length > 0) {
    const received = errors.map(
      ({ extensions, path }) =>
        String(extensions?.["code"]) + (path ? ` at ${path.filter((p) => typeof p === "string").join(".")}` : ""),
    );
    return [...new Set(received)].join(", ");
  }
  let value: unknown = data;
  for (const name of steps.at(-1)?.path.split(".") ?? []) {
    const holder: unknown = Array.isArray(value) ? value[0] : value;
    value = (holder as Record<string, unknown> | null | undefined)?.[name];
    if (value === undefined) return `never came to ${name}: ${JSON.stringify(data)}`;
  }
  return "let in";
}

const bearer = (holder: Holder): Record<string, string> =>
  scene.tokens[holder] === null ? {} : { authorization: `Bearer ${scene.tokens[holder]}` };

async function ask(holder: Holder, question: Question, input?: Record<string, unknown>): Promise<string> {
  if (question.operation === "subscription") return outcomeOf(await firstOf(holder, question), question);
  // A key of its own each time: a replayed answer would not be a decision.
  const variables = input && { input: { ...input, idempotencyKey: randomUUID() } };
  const { body } = await scene.open.post({ query: question.query, variables }, bearer(holder));
  return outcomeOf(body as Answer, question);
}

/** The first thing a subscriber is told. A socket without a token is closed before it can ask. */
function firstOf(holder: Holder, { query }: Question): Promise<Answer> {
  const client = scene.open.client(holder === "nobody" ? undefined : bearer(holder));
  return new Promise((resolve, reject) => {
    const end = client.subscribe<unknown>(
      { query },
      {
        next(result) {
          resolve(result);
          end();
        },
        complete: () => reject(new Error("the stream ended without an event")),
        error(error) {
          if (Array.isArray(error)) return resolve({ errors: error as GraphQLFormattedError[] });
          const { code } = error as { code?: number };
          if (code !== CloseCode.Unauthorized) return reject(error as Error);
          resolve({ errors: [{ message: "closed", extensions: { code: "UNAUTHENTICATED" } }] });
        },
      },
    );
  });
}

/** A fingerprint of every table, jobs included. Waits for the relay, which gives events their places by itself. The directory of persons is left out: whoever asks is entered there. */
async function fingerprints(): Promise<Record<string, string>> {
  const { open } = scene;
  await eventually(
    async () => (await open.rows(`select 1 from event_log where position is null limit 1`)).length === 0,
  );
  const tables = await open.rows<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and ((table_schema = 'public' and table_name <> 'person') or (table_schema, table_name) = ('pgboss', 'job'))`,
  );
  const each = tables.map(
    ({ name }) => `select '${name}' as name, md5(string_agg(x::text, '|' order by x::text)) as print from ${name} x`,
  );
  const prints = await open.rows<{ name: string; print: string | null }>(each.join(" union all "));
  return Object.fromEntries(prints.map(({ name, print }) => [name, print ?? "empty"]));
}
const changedTables = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.keys(after).filter((table) => before[table] !== after[table]);

const allOf = async (holders: readonly Holder[], asked: (holder: Holder) => Promise<string>) =>
  Object.fromEntries(await Promise.all(holders.map(async (holder) => [holder, await asked(holder)] as const)));

const isMutation = (entry: string): boolean =>
  /^Mutation\.|^\w+Payload\.|^(RefundRequest|ManualRefund|ManualRefundCancel)Result\./.test(entry);
const MUTATING = Object.keys(EXPECTED).filter(isMutation);
const READING = Object.keys(EXPECTED).filter((entry) => !isMutation(entry));

it("the table speaks of every operation and of every guarded field, and of nothing else", () => {
  const roots = OPERATIONS.map(rootOf);
  const guarded = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !type.name.startsWith("__"))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => roots.includes(type) || rulesOf(schema, field).length > 0)
        .map((field) => `${type.name}.${field.name}`),
    );
  expect(Object.keys(EXPECTED).sort()).toEqual(guarded.sort());
  expect(Object.keys(WAYS).sort()).toEqual(guarded);
});

describe("reading", () => {
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await fingerprints();
  });

  it.each(READING)("%s", async (entry) => {
    const question = questionOf(entry);
    const expected = Object.fromEntries(HOLDERS.map((holder) => [holder, expectedFor(holder, question)]));
    expect(await allOf(HOLDERS, (holder) => ask(holder, question))).toEqual(expected);
  });

  it("changed nothing, for whomever", async () => {
    expect(changedTables(before, await fingerprints())).toEqual([]);
  });
});

/** A key is kept for whoever was let in, even if nothing came of it: it does not count as a change. */
const KEYS = "public.idempotency_key";

describe("changing", () => {
  it.each(MUTATING)("%s", async (entry) => {
    const question = questionOf(entry);
    const input = await scene.inputFor(question.rootField);
    const expected = (holder: Holder) => expectedFor(holder, question);
    const letIn = HOLDERS.filter((holder) => expected(holder) === "let in");
    const refused = HOLDERS.filter((holder) => !letIn.includes(holder));

    const before = await fingerprints();
    const outcomes = await allOf(refused, (holder) => ask(holder, question, input));
    expect(outcomes).toEqual(Object.fromEntries(refused.map((holder) => [holder, expected(holder)])));
    const after = await fingerprints();
    expect(changedTables(before, after)).toEqual([]);

    // The same input does change something for whoever may: it was the permission that stood in the way.
    for (const holder of letIn) expect([holder, await ask(holder, question, input)]).toEqual([holder, "let in"]);
    expect(changedTables(after, await fingerprints()).filter((table) => table !== KEYS)).not.toEqual([]);
  });
});
