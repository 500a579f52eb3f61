/** S9: documents meant to hurt are refused cheaply, with a stable code and never with a 500, on HTTP and WebSocket alike. */
import { getIntrospectionQuery, parse, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { buildApiSchema } from "../../src/api/schema.js";
import { MAX_ALIASES, MAX_DEPTH, MAX_OPERATIONS_PER_CONNECTION, MAX_TOKENS } from "../../src/api/server/limits.js";
import { measureDocument } from "../../src/api/server/measure.js";
import {
  deepDocument,
  deepIntrospection,
  mutationDocument,
  mutationNames,
  pageDocument,
  subscriptionDocument,
} from "./documents.js";
import { codeAfter, openApp, overSocket, type Body, type OpenApp } from "./open-app.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openApp);
let schema: GraphQLSchema;
let authorization: string;
beforeAll(async () => {
  schema = await buildApiSchema();
  authorization = `Bearer ${await open.token()}`;
});

const aliases = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, i) => `a${i}: __typename`).join(" ")} }`;

/** Name, document, and what the refusal says; no reason where several rules may be the first to object. */
const hostile = (): [string, string, string?][] => {
  const [first = "", second = ""] = mutationNames(schema);
  return [
    ["too deep", deepDocument(schema, MAX_DEPTH + 1)],
    ["deep introspection", deepIntrospection(30), "TOO_DEEP"],
    [
      "lists inside lists of introspection",
      "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    ],
    ["1,000 aliases", aliases(1_000), "GRAPHQL_PARSE_FAILED"],
    ["as many aliases as tokens allow", aliases(Math.floor(MAX_TOKENS / 3) - 2)],
    [
      "one alias too many",
      `{ ${Array.from({ length: MAX_ALIASES + 1 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
      "TOO_MANY_ALIASES",
    ],
    ["500 directives", `{ __typename ${"@include(if: true) ".repeat(200)}}`],
    ["unknown directives", `{ __typename ${"@a ".repeat(500)}}`],
    ["100 kB of tokens", `{ ${"__typename ".repeat(10_000)}}`, "DOCUMENT_TOO_LARGE"],
    ["30 kB of tokens", `{ ${"__typename ".repeat(2_700)}}`, "GRAPHQL_PARSE_FAILED"],
    ["30 kB of opening braces", "{a".repeat(15_000), "GRAPHQL_PARSE_FAILED"],
    ["30 kB of opening lists", `{ a(b: ${"[".repeat(30_000)}`, "GRAPHQL_PARSE_FAILED"],
    ["a fragment that spreads itself", "{ ...A } fragment A on Query { ...A }"],
    ["fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A __typename }"],
    ["a bomb of fragments", fragmentBomb(20)],
    ["the same mutation twice", mutationDocument(schema, [first, first]), "ONE_MUTATION_PER_OPERATION"],
    ["two mutations", mutationDocument(schema, [first, second]), "ONE_MUTATION_PER_OPERATION"],
    ["two mutations, one in a fragment", mutationDocument(schema, [first, second], true), "ONE_MUTATION_PER_OPERATION"],
    ["an unknown field", "{ nothingOfThisName }", "GRAPHQL_VALIDATION_FAILED"],
    ["no document", "", undefined],
    ["not GraphQL", "select * from refund", "GRAPHQL_PARSE_FAILED"],
    ["two operations and no name", "query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"],
  ];
};

/** 2^depth fields in a few hundred tokens. */
const fragmentBomb = (depth: number): string =>
  `{ ...F0 } ${Array.from({ length: depth }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(" ")} fragment F${depth} on Query { __typename }`;

/** The codes of an answer, and the wanted reason when it is among its reasons. */
const reportedIn = (errors: Body["errors"], reason: string | undefined) => ({
  codes: [...new Set(errors?.map((error) => error.extensions.code))],
  reason: errors?.map((error) => error.extensions.reason).find((received) => received === reason),
});

describe("over HTTP", () => {
  it("refuses each with 400 and BAD_USER_INPUT", async () => {
    for (const [name, query, reason] of hostile()) {
      const { status, body } = await open.post({ query }, { authorization });
      expect({ name, status, data: body.data ?? null, ...reportedIn(body.errors, reason) }).toEqual({
        name,
        status: 400,
        data: null,
        codes: ["BAD_USER_INPUT"],
        reason,
      });
    }
  });

  it("takes what is just inside: the limits are what refuses above", async () => {
    const { status } = await open.post({ query: aliases(MAX_ALIASES) }, { authorization });
    expect(status).toBe(200);
    const [first = ""] = mutationNames(schema);
    const { body } = await open.post({ query: mutationDocument(schema, [first]) }, { authorization });
    expect(body.errors?.map((e) => e.extensions.reason)).not.toContain("ONE_MUTATION_PER_OPERATION");
    const introspection = await open.post({ query: getIntrospectionQuery() });
    expect(introspection.status).toBe(200);
    expect(introspection.body.errors).toBeUndefined();
  });

  const json = { "content-type": "application/json" };
  it.each<[string, RequestInit, number]>([
    [
      "a batch",
      { method: "POST", headers: json, body: JSON.stringify([{ query: "{__typename}" }, { query: "{__typename}" }]) },
      400,
    ],
    ["an empty batch", { method: "POST", headers: json, body: "[]" }, 400],
    ["malformed JSON", { method: "POST", headers: json, body: '{"query": "{__typename' }, 400],
    ["JSON that is no object", { method: "POST", headers: json, body: '"{__typename}"' }, 400],
    ["no body", { method: "POST", headers: json }, 400],
    ["a query that is no text", { method: "POST", headers: json, body: '{"query": {"a": 1}}' }, 400],
    [
      "variables that are no object",
      { method: "POST", headers: json, body: '{"query": "{__typename}", "variables": "x"}' },
      400,
    ],
    [
      "text/plain",
      { method: "POST", headers: { "content-type": "text/plain" }, body: '{"query":"{__typename}"}' },
      415,
    ],
    [
      "a form",
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "query={__typename}" },
      415,
    ],
    [
      "multipart",
      { method: "POST", headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x--" },
      415,
    ],
    ["no content type", { method: "POST", headers: { "content-type": "" }, body: new Uint8Array([123]) }, 415],
    [
      "another character set",
      { method: "POST", headers: { "content-type": "application/json; charset=euc-kr" }, body: "{}" },
      415,
    ],
    [
      "a character set that is no JSON's",
      { method: "POST", headers: { "content-type": 'application/json; charset="utf-7"' }, body: "{}" },
      415,
    ],
    ["compressed", { method: "POST", headers: { ...json, "content-encoding": "gzip" }, body: "x" }, 415],
    ["2 MB", { method: "POST", headers: json, body: JSON.stringify({ query: " ".repeat(2 * 1024 * 1024) }) }, 413],
  ])("refuses %s with its status and a stable code", async (_name, request, status) => {
    const headers = { authorization, ...(request.headers as Record<string, string>) };
    const response = await fetch(`${open.app.url}/graphql`, { ...request, headers });
    const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect([response.status, body.errors[0]?.extensions.code]).toEqual([status, "BAD_USER_INPUT"]);
  });

  it("runs no mutation from a link, and no query without a header that a link cannot send", async () => {
    const [first = ""] = mutationNames(schema);
    const link = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${open.app.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept: "application/json", ...headers },
      });
    expect((await link("{__typename}")).status).toBe(400);
    expect((await link("mutation {__typename}", { "apollo-require-preflight": "1" })).status).toBe(405);
    expect((await link("{__typename}", { "apollo-require-preflight": "1" })).status).toBe(200);
    // No page of another origin can send this one, either; clients that ask by GET send no other.
    expect((await link("{viewer{subject}}", { authorization })).status).toBe(200);
    expect((await link(mutationDocument(schema, [first]), { authorization })).status).toBe(405);
  });

  it("validates nothing for nobody: what is not open to all ends with 401, whatever else is wrong with it", async () => {
    const wrong = ["{ nothingOfThisName }", "{ viewer { subject } }", "query A { __typename } query B { __typename }"];
    for (const query of [
      ...wrong,
      "{ __typename viewer { subject } }",
      "{ ...A } fragment A on Query { banks { code } }",
    ]) {
      const { status, headers, body } = await open.post({ query });
      expect([query, status, headers.get("www-authenticate"), body.errors?.[0]?.extensions]).toEqual([
        query,
        401,
        "Bearer",
        { code: "UNAUTHENTICATED", reason: "TOKEN_MISSING" },
      ]);
    }
    expect((await open.post({ query: "{ ...A } fragment A on Query { __typename }" })).status).toBe(200);
    const negotiated = await open.post(
      { query: "{ viewer { subject } }" },
      { accept: "application/graphql-response+json" },
    );
    expect(negotiated.headers.get("content-type")).toBe("application/graphql-response+json; charset=utf-8");
  });

  it("reads no more of a body than its caller's requests can have", async () => {
    const of = async (characters: number, authorized: Record<string, string>) => {
      const { status, body } = await open.post(
        { query: "{ __typename }", extensions: { a: "x".repeat(characters) } },
        authorized,
      );
      return [status, body.errors?.[0]?.extensions.reason];
    };
    const program = { authorization: `Bearer ${await open.token({ subject: "returns", roles: ["service"] })}` };
    expect(await of(15_000, {})).toEqual([200, undefined]);
    expect(await of(17_000, {})).toEqual([401, "TOKEN_MISSING"]);
    expect(await of(120_000, { authorization })).toEqual([200, undefined]);
    expect(await of(140_000, { authorization })).toEqual([413, "BODY_TOO_LARGE"]);
    expect(await of(500_000, program)).toEqual([200, undefined]);
    expect(await of(600_000, program)).toEqual([413, "BODY_TOO_LARGE"]);
  });

  it("counts what a list costs at the size its variable asks for", async () => {
    const ask = (first: number) => ({ query: pageDocument(schema, 500), variables: { first } });
    const costly = await open.post(ask(100), { authorization });
    expect([costly.status, costly.body.errors?.[0]?.extensions.reason]).toEqual([400, "TOO_COSTLY"]);
    expect((await open.post(ask(1), { authorization })).status).toBe(200);
    const client = open.client({ authorization });
    expect(await overSocket(client, ask(100))).toMatchObject({
      kind: "ERRORS",
      errors: [{ extensions: { code: "BAD_USER_INPUT", reason: "TOO_COSTLY" } }],
    });
    expect((await overSocket(client, ask(1))).kind).toBe("RESULTS");
  });

  it("answers a path that is not there, and a strange one, without a fault", async () => {
    for (const path of ["/nothing", "/graphql/x", "/%00", "/..%2f..%2fetc/passwd", "/%E0%A4%A"]) {
      const { status } = await fetch(open.app.url + path);
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    }
  });
});

describe("over WebSocket", () => {
  it("refuses each as HTTP does, and keeps the socket", async () => {
    const client = open.client({ authorization });
    for (const [name, query, reason] of hostile()) {
      const answer = await overSocket(client, { query });
      const errors = answer.kind === "ERRORS" ? answer.errors : undefined;
      expect({ name, kind: answer.kind, ...reportedIn(errors, reason) }).toEqual({
        name,
        kind: "ERRORS",
        codes: ["BAD_USER_INPUT"],
        reason,
      });
    }
    expect(await overSocket(client, { query: "{ __typename }" })).toEqual({
      kind: "RESULTS",
      results: [{ data: { __typename: "Query" } }],
    });
  });

  it("closes a socket that does not keep to the protocol", async () => {
    const frames = ["no json", "[]", '{"type":"nothing"}', '{"type":"subscribe","id":"1","payload":{"query":7}}'];
    for (const frame of frames)
      expect(await codeAfter(open.app.url, authorization, frame)).toBeGreaterThanOrEqual(4400);
  });

  it("runs no more operations at once than allowed", async () => {
    const client = open.client({ authorization });
    const held = Array.from({ length: MAX_OPERATIONS_PER_CONNECTION }, () =>
      overSocket(client, { query: subscriptionDocument(schema) }),
    );
    const oneMore = await overSocket(client, { query: subscriptionDocument(schema) });
    expect(oneMore).toMatchObject({ kind: "ERRORS", errors: [{ extensions: { reason: "TOO_MANY_OPERATIONS" } }] });
    await client.dispose();
    await Promise.all(held);
  });

  it("closes a socket that sends more than a message may hold", async () => {
    const answer = await overSocket(open.client({ authorization }), {
      query: `{ __typename } # ${"x".repeat(200_000)}`,
    });
    expect(answer).toMatchObject({ kind: "CLOSED", code: 1009 });
  });
});

describe("where the schema is closed", () => {
  const closed = shared(() => openApp({ INTROSPECTION: "false" }));

  it("only those with the permission may read it", async () => {
    const query = "{ __schema { queryType { name } } }";
    const analyst = `Bearer ${await closed.token({ subject: "analyst", roles: ["analyst"] })}`;
    const operator = `Bearer ${await closed.token()}`;
    const codeOf = ({ status, body }: Awaited<ReturnType<OpenApp["post"]>>) => [
      status,
      body.errors?.[0]?.extensions.code,
    ];
    expect(codeOf(await closed.post({ query }))).toEqual([401, "UNAUTHENTICATED"]);
    expect(codeOf(await closed.post({ query }, { authorization: operator }))).toEqual([403, "FORBIDDEN"]);
    expect(codeOf(await closed.post({ query }, { authorization: analyst }))).toEqual([200, undefined]);
    const hidden = '{ ...A } fragment A on Query { ... on Query { again: __type(name: "Query") { name } } }';
    expect(codeOf(await closed.post({ query: hidden }, { authorization: operator }))).toEqual([403, "FORBIDDEN"]);
    expect(await overSocket(closed.client({ authorization: operator }), { query })).toMatchObject({
      kind: "ERRORS",
      errors: [{ extensions: { code: "FORBIDDEN" } }],
    });
    expect((await closed.post({ query: "{ __typename }" })).status).toBe(200);
  });

  it("suggests nothing of it in an error", async () => {
    const query = "{ vieweR }";
    const operator = `Bearer ${await closed.token()}`;
    const received = await closed.post({ query }, { authorization: operator });
    expect(received.body.errors?.[0]?.message).not.toContain("viewer");
    expect((await open.post({ query }, { authorization })).body.errors?.[0]?.message).toContain("viewer");
    const answer = await overSocket(closed.client({ authorization: operator }), { query });
    expect(JSON.stringify(answer)).not.toMatch(/"viewer/);
  });
});

describe("the measure", () => {
  const measure = (query: string) => {
    const document = parse(query);
    return measureDocument(document)(document.definitions[0] as OperationDefinitionNode);
  };

  it("counts what fragments spread to, without spreading them", () => {
    expect(measure(fragmentBomb(12)).fields).toBe(4_096);
    expect(measure(fragmentBomb(200)).fields).toBe(1_000_000);
    expect(measure("{ ...A } fragment A on Query { a ...A }")).toMatchObject({ fields: 1, topFields: 1 });
  });

  it("takes depth through fragments, and introspection apart", () => {
    expect(measure("{ a { ...B } } fragment B on T { b { c } }")).toMatchObject({ depth: 3, introspectionDepth: 0 });
    expect(measure("{ a { b } __schema { types { fields { name } } } }")).toMatchObject({
      depth: 2,
      introspectionDepth: 4,
      introspects: true,
    });
  });
});
