/**
 * The language of answers: every operation with good and with bad input, by whoever may and by whoever may not. Asked in Korean
 * nobody reads an English sentence or a machine's word; asked in English, nobody reads Korean.
 */
import { randomUUID } from "node:crypto";
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isAbstractType,
  parse,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { MATRIX } from "../../src/access/matrix.js";
import { PERSON_ROLES, SCOPES } from "../../src/access/permission.js";
import { rulesOf } from "../../src/api/guard.js";
import { apiSchema } from "../api/ask.js";
import { openScene, type Scene } from "../api/permissions/scene.js";
import { WAYS } from "../api/permissions/ways.js";
import { textOf } from "../tidy/sources.js";

type Language = "ko" | "en";

/** Thousands of requests: a minute on a quiet machine. */
const LONG_MS = 900_000;

let scene: Scene;
let schema: GraphQLSchema;
let everybody: string;
let everyProgram: string;
let enumValues: ReadonlySet<string>;
beforeAll(async () => {
  [scene, schema] = await Promise.all([openScene(), apiSchema()]);
  everybody = await scene.open.token({ subject: "everybody.one", roles: [...PERSON_ROLES] });
  everyProgram = await scene.open.token({ subject: "program.one", roles: ["service"], scopes: [...SCOPES] });
  const names = textOf("messages/ko.json");
  const values = Object.values(schema.getTypeMap()).flatMap((type) =>
    isEnumType(type) ? type.getValues().map(({ name }) => name) : [],
  );
  // `KSNET` is what people call it, too.
  enumValues = new Set(values.filter((value) => value.length > 2 && !new RegExp(`: "[^"]*${value}`).test(names)));
});
afterAll(() => scene.close());

/** Texts of a library about a programmer's document stand behind this (ADR 0045), and so do values of a variable's type. */
const ABOUT_A_DOCUMENT = /^(?:GraphQL 요청을 처리할 수 없습니다|변수 "[^"]*").*/s;
const ENGLISH_SENTENCE = /(?:\b[A-Za-z][a-z']*\b[ ,]+){4,}/;
const MACHINE_WORD =
  /\b[a-z]+[A-Z]\w*|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|system:|@test|\b[a-z]+\.(?:one|[a-z]{3,})\b|\{\{|\b[a-z]+\.[A-Z_]+\b/;

function faultOf(text: string, language: Language): string | null {
  // The Korean term stands in brackets, and the name of goods is data.
  if (language === "en")
    return /[가-힣]/.test(text.replace(/\([^)]*\)|"[^"]*"|name was [^;]*/g, "")) ? `Korean: ${text}` : null;
  if (!/[가-힣]/.test(text)) return `no Korean: ${text}`;
  if (ABOUT_A_DOCUMENT.test(text)) return null;
  const plain = text.replace(/"[^"]*"/g, "");
  const word =
    MACHINE_WORD.exec(plain)?.[0] ?? (plain.match(/\b[A-Z]{3,}\b/g) ?? []).find((each) => enumValues.has(each));
  if (word) return `machine word ${word}: ${text}`;
  return ENGLISH_SENTENCE.test(plain) ? `English: ${text}` : null;
}

/** A field whose text is in the caller's language says so. A person's name is data, and a subject where nobody knows one. */
const isText = ({ description }: GraphQLField<unknown, unknown>): boolean =>
  /Accept-Language|in the same language/.test(description ?? "") && !/display name/.test(description ?? "");

/** How deep texts are looked for: a page's refund, its failure. */
const DEPTH = 5;

/** The fields of a type that lead to texts; empty where none does. */
function textsBelow(type: GraphQLNamedType, above: readonly string[] = []): string {
  if (above.length > DEPTH || above.includes(type.name)) return "";
  const fields =
    isObjectType(type) || (isAbstractType(type) && "getFields" in type) ? Object.values(type.getFields()) : [];
  return fields
    .flatMap((field) => {
      const below = getNamedType(field.type);
      if (isText(field) && field.args.length === 0) return [field.name];
      const page = field.args.some(({ name }) => name === "first") ? "(first: 3)" : "";
      if (
        page === "" &&
        field.args.some(({ type: needed, defaultValue }) => isNonNullType(needed) && defaultValue === undefined)
      )
        return [];
      const selection = isObjectType(below) || isAbstractType(below) ? textsBelow(below, [...above, type.name]) : "";
      return selection === "" ? [] : [`${field.name}${page} { ${selection} }`];
    })
    .join(" ");
}

/** The texts of an answer: messages of errors, and whatever stands in a text field. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === "__typename" ? [] : textsIn(inner)));
}

const said: Record<Language, Map<string, string>> = { ko: new Map(), en: new Map() };

async function ask(query: string, variables: object, token: string | null): Promise<void> {
  const texts = await textsOf("ko", query, variables, token);
  if (texts.every((text) => said.ko.has(text))) return;
  for (const text of texts) said.ko.set(text, query.slice(0, 80));
  for (const text of await textsOf("en", query, variables, token)) said.en.set(text, query.slice(0, 80));
}

async function textsOf(language: Language, query: string, variables: object, token: string | null): Promise<string[]> {
  const headers = { "accept-language": language, ...(token !== null && { authorization: `Bearer ${token}` }) };
  const { body } = await scene.open.post({ query, variables }, headers);
  return [...textsIn(body.data), ...(body.errors ?? []).map(({ message }) => message)];
}

/** At once, as many as the service has connections for. */
const AT_ONCE = 6;

async function askAll(query: string, each: readonly object[], token: string | null): Promise<void> {
  const waiting = [...each];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await ask(query, next, token);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Values no field takes, or hardly any, by its type. */
const BAD: Readonly<Record<string, readonly unknown[]>> = {
  String: ["", "x", "가".repeat(3_000), "a\u0000b", "\u202Eab", "ａｂ", 1],
  ID: ["", "x", "00000000-0000-7000-8000-000000000000"],
  Int: [-1, 2_147_483_647, "x"],
  MinorUnits: [-1, 0, 9_007_199_254_740_991, "x"],
  Date: ["x", "1999-01-01", "2199-01-01"],
  DateTime: ["x", "2199-01-01T00:00:00Z"],
  Boolean: ["x", false],
};

/** The given value with one thing in it wrong, for each thing. */
function* wrong(type: GraphQLInputType, given: unknown, depth = 0): Generator<unknown> {
  const nullable = getNullableType(type);
  if (isNonNullType(type)) yield null;
  if (isListType(nullable)) {
    const [first] = Array.isArray(given) ? (given as unknown[]) : [];
    yield [];
    yield Array.from({ length: 101 }, () => first ?? "x");
    yield [first, first];
    for (const each of wrong(nullable.ofType as GraphQLInputType, first, depth + 1)) yield [each];
  } else if (isInputObjectType(nullable)) {
    if (depth > 3) return;
    const own = (given ?? {}) as Record<string, unknown>;
    yield { ...own, unknown: 1 };
    for (const field of Object.values(nullable.getFields()))
      for (const each of wrong(field.type, own[field.name], depth + 1)) yield { ...own, [field.name]: each };
  } else if (isEnumType(nullable)) {
    yield "NOPE";
    for (const { name } of nullable.getValues().slice(0, 3)) yield name;
  } else yield* BAD[getNamedType(type).name] ?? ["x"];
}

type Operation = "query" | "mutation" | "subscription";

/** The document of a field with all its arguments as variables. */
function documentOf(operation: Operation, field: GraphQLField<unknown, unknown>): string {
  const list = (of: (name: string, type: string) => string) =>
    field.args.length === 0 ? "" : `(${field.args.map(({ name, type }) => of(name, String(type))).join(", ")})`;
  const below = textsBelow(getNamedType(field.type)) || "__typename";
  return `${operation} ${list((name, type) => `$${name}: ${type}`)} { ${field.name}${list((name) => `${name}: $${name}`)} { ${below} } }`;
}

/** The arguments with which the table of permissions asks for it. */
function goodArguments(entry: string): Record<string, unknown> {
  const [way = ""] = (WAYS[entry]?.(scene) ?? "").split(" > ");
  const [operation] = parse(`{ ${way} }`).definitions as OperationDefinitionNode[];
  const [field] = (operation?.selectionSet.selections ?? []) as FieldNode[];
  const given = field?.arguments ?? [];
  return Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

function faults(): string[] {
  return (["ko", "en"] as const).flatMap((language) =>
    [...said[language]].flatMap(([text, query]) => {
      const fault = faultOf(text, language);
      return fault === null ? [] : [`${fault} (${query})`];
    }),
  );
}

const fieldsOf = (operation: Operation): GraphQLField<unknown, unknown>[] => {
  const root = operation === "query" ? schema.getQueryType() : schema.getMutationType();
  return Object.values(root?.getFields() ?? {});
};

it(
  "queries, with good and with bad arguments",
  async () => {
    for (const field of fieldsOf("query")) {
      const document = documentOf("query", field);
      const good = goodArguments(`Query.${field.name}`);
      await ask(document, good, everybody);
      await ask(document, good, scene.tokens["no-role"]);
      await ask(document, good, null);
      const bad = field.args.flatMap(({ name, type }) =>
        [...wrong(type, good[name])].map((each) => ({ ...good, [name]: each })),
      );
      await askAll(document, bad, everybody);
    }
    expect(faults()).toEqual([]);
    expect(said.ko.size).toBeGreaterThan(40);
  },
  LONG_MS,
);

/** Replaced by a fresh key. */
const KEY = "00000000-0000-4000-8000-000000000000";

it(
  "mutations, with good and with bad input",
  async () => {
    for (const field of fieldsOf("mutation")) {
      const document = documentOf("mutation", field);
      const good = await scene.inputFor(field.name);
      const type = field.args[0]?.type as GraphQLInputType;
      await ask(document, { input: { ...good, idempotencyKey: randomUUID() } }, scene.tokens["no-role"]);
      const byPerson = rulesOf(schema, field).every(
        (rule) => rule.kind !== "PERMISSION" || MATRIX[rule.permission].roles.length > 0,
      );
      const token = byPerson ? everybody : everyProgram;
      // A key of its own each time, unless it is the key that is wrong.
      const bad = [...wrong(type, { ...good, idempotencyKey: KEY })].map((input) => {
        const { idempotencyKey } = (input ?? {}) as { idempotencyKey?: unknown };
        return { input: idempotencyKey === KEY ? { ...(input as object), idempotencyKey: randomUUID() } : input };
      });
      await askAll(document, bad, token);
      await ask(document, { input: { ...good, idempotencyKey: randomUUID() } }, token);
    }
    expect(faults()).toEqual([]);
    expect(said.ko.size).toBeGreaterThan(200);
  },
  LONG_MS,
);

it.each<[string, Record<string, unknown>]>([
  ["refundChanged", { after: "x" }],
  ["refundChanged", { after: Buffer.from("event:99999999").toString("base64url") }],
  ["refundChanged", { where: { ids: ["x"] } }],
  ["refundChanged", { where: { ids: Array.from({ length: 101 }, () => randomUUID()) } }],
  ["returnChanged", { after: "x" }],
])("a subscription to %s with %j", async (name, variables) => {
  const field = schema.getSubscriptionType()?.getFields()[name] as GraphQLField<unknown, unknown>;
  for (const acceptLanguage of ["ko", "en"] as const)
    for (const token of [everybody, scene.tokens["no-role"]]) {
      const client = scene.open.client({ authorization: `Bearer ${token}`, acceptLanguage });
      const query = `subscription ($after: String, $where: ${String(field.args.find((each) => each.name === "where")?.type)}) { ${name}(after: $after, where: $where) { cursor } }`;
      const messages = await new Promise<string[]>((resolve) => {
        const texts = (errors: unknown) =>
          Array.isArray(errors) ? errors.map(({ message }) => String(message)) : [String(errors)];
        const end = client.subscribe(
          { query, variables },
          {
            next: ({ errors }) => {
              resolve(texts(errors));
              end();
            },
            error: (errors) => resolve(texts(errors)),
            complete: () => resolve([]),
          },
        );
      });
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) expect(faultOf(message, acceptLanguage)).toBeNull();
      await client.dispose();
    }
});

it("what HTTP answers", async () => {
  const at = (path: string, language: string, init: RequestInit = {}) =>
    fetch(scene.open.app.url.replace(/\/graphql.*$/, "") + path, {
      ...init,
      headers: { "accept-language": language, ...(init.headers as Record<string, string>) },
    });
  const json = { "content-type": "application/json" };
  const asked: [path: string, init: RequestInit, status: number][] = [
    ["/nowhere", {}, 404],
    ["/graphql", { method: "POST", body: "{", headers: json }, 400],
    ["/graphql", { method: "POST", body: "{}", headers: json }, 400],
    [
      "/graphql",
      { method: "POST", body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
    ],
    ["/graphql", { method: "POST", body: "{}", headers: { "content-type": "application/json; charset=utf-7" } }, 415],
    ["/graphql", { method: "POST", body: "{}", headers: { ...json, "content-encoding": "gzip" } }, 415],
    [
      "/graphql",
      {
        method: "POST",
        body: JSON.stringify({ query: " ".repeat(200_000) }),
        headers: { ...json, authorization: `Bearer ${everybody}` },
      },
      413,
    ],
    ["/graphql", { method: "POST", body: "{}", headers: { ...json, authorization: "Bearer x" } }, 401],
    ["/graphql", { method: "PUT", body: "{}", headers: json }, 405],
    ["/graphql?query=mutation%7B__typename%7D", { headers: { authorization: `Bearer ${everybody}` } }, 405],
    ["/graphql?query=%7B__typename%7D", {}, 400],
    ["/webhooks/portone-v2", { method: "POST", body: "x" }, 401],
    ["/webhooks/portone-v2", { method: "POST", body: "x".repeat(70_000) }, 413],
  ];
  for (const language of ["ko", "en"] as const)
    for (const [path, init, status] of asked) {
      const answer = await at(path, language, init);
      const body = (await answer.json()) as { message?: string; errors?: { message: string }[] };
      expect([path, answer.status]).toEqual([path, status]);
      for (const text of body.message ? [body.message] : (body.errors ?? []).map(({ message }) => message))
        expect(faultOf(text, language)).toBeNull();
    }
});

it("what a library says of a document stands behind a sentence in the caller's language", async () => {
  const { body } = await scene.open.post({ query: "{ nothing }" }, { authorization: `Bearer ${everybody}` });
  expect(body.errors?.[0]?.message).toBe(
    'GraphQL 요청을 처리할 수 없습니다: Cannot query field "nothing" on type "Query".',
  );
});
