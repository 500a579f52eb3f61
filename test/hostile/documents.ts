/** Documents meant to hurt: picked by hand, and made by breaking good ones. */
import { chance, longText, NASTY_TEXTS } from "./chance.js";

export interface HostileDocument {
  name: string;
  query: string;
  /** Beside `query` in the body. */
  more?: Record<string, unknown>;
  /** A good subscription: over a WebSocket it answers nothing until something happens. */
  silent?: true;
}

const times = (count: number, make: (n: number) => string, between = " "): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(between);
const LIST = "refunds(first: 1) { edges { node { id } } }";
const text = (value: string): string => JSON.stringify(value);

/** Sizes at which each bomb is tried: well inside the limits, at them, and far beyond. */
const SIZES = [30, 300, 3_000, 30_000] as const;

/** Each shape is a document that grows with its size. */
const SHAPES: Record<string, (size: number) => string> = {
  fields: (size) => `{ ${times(size, () => "__typename")} }`,
  aliases: (size) => `{ ${times(size, (n) => `a${n}: __typename`)} }`,
  "costly aliases": (size) => `{ ${times(size, (n) => `a${n}: ${LIST}`)} }`,
  directives: (size) => `{ __typename ${times(size, () => "@include(if: true)")} }`,
  "unknown directives": (size) => `{ __typename ${times(size, (n) => `@d${n}`)} }`,
  "unknown fields": (size) => `{ ${times(size, (n) => `refundz${n}`)} }`,
  "unused fragments": (size) => `{ __typename } ${times(size, (n) => `fragment F${n} on Query { __typename }`)}`,
  "the same fragment again": (size) => `{ __typename ...F } ${times(size, () => "fragment F on Query { __typename }")}`,
  "fragments spread twice": (size) =>
    `{ ...F0 } ${times(size, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F${size} on Query { __typename }`,
  "a circle of fragments": (size) =>
    `{ ...F0 } ${times(size, (n) => `fragment F${n} on Query { ...F${(n + 1) % size} }`)}`,
  "every fragment spreads every other": (size) => {
    const count = Math.ceil(Math.sqrt(size));
    return `{ ...F0 } ${times(count, (n) => `fragment F${n} on Query { ${times(count, (m) => `...F${m}`)} }`)}`;
  },
  "fields that overlap": (size) => `{ ${times(size, () => "viewer { subject }")} }`,
  "fields that overlap and differ": (size) => `{ ${times(size, (n) => `a: refund(id: "${n}") { id }`)} }`,
  "overlapping fields that nest": (size) => {
    const depth = Math.min(size, 10);
    const nest = (left: number): string => (left === 0 ? "id" : `order { ${nest(left - 1)} } order { id }`);
    return `{ refund(id: "1") { ${times(Math.ceil(size / 30), () => nest(depth))} } }`;
  },
  "overlapping inline fragments": (size) => `{ ${times(size, () => "... on Query { viewer { subject } }")} }`,
  "nested inline fragments": (size) => `{ ${times(size, () => "... on Query {")} __typename ${"}".repeat(size)} }`,
  "nested fields": (size) => `{ refund(id: "1") { ${times(size, () => "successor {")} id ${"}".repeat(size)} } }`,
  "nested lists": (size) => `{ refunds(where: ${"[".repeat(size)}${"]".repeat(size)}) { edges { cursor } } }`,
  "nested objects": (size) => `{ refunds(where: ${"{AND: ".repeat(size)}{}${"}".repeat(size)}) { edges { cursor } } }`,
  "nested list types": (size) => `query ($v: ${"[".repeat(size)}Int${"]".repeat(size)}) { __typename }`,
  "open brackets": (size) => "{ a(b: " + "[".repeat(size),
  "open braces": (size) => "{a".repeat(size),
  operations: (size) => times(size, (n) => `query Q${n} { __typename }`),
  "operations without a name": (size) => times(size, () => "{ __typename }"),
  variables: (size) => `query (${times(size, (n) => `$v${n}: Int`, ", ")}) { __typename }`,
  "the same variable": (size) => `query (${times(size, () => "$v: Int", ", ")}) { __typename }`,
  "variables of unknown types": (size) => `query (${times(size, (n) => `$v${n}: T${n}`, ", ")}) { __typename }`,
  "variables nobody defined": (size) =>
    `{ refunds(first: $a, ${times(size, (n) => `x${n}: $v${n}`, ", ")}) { edges { cursor } } }`,
  "arguments again": (size) => `{ refunds(${times(size, () => "first: 1", ", ")}) { edges { cursor } } }`,
  "unknown arguments": (size) => `{ refunds(${times(size, (n) => `firzt${n}: 1`, ", ")}) { edges { cursor } } }`,
  "object fields again": (size) =>
    `{ refunds(where: {${times(size, () => "amount: {}", ", ")}}) { edges { cursor } } }`,
  "wrong enum values": (size) =>
    `{ refunds(where: {status: [${times(size, () => "REFUND_REQUESTER")}]}) { edges { cursor } } }`,
  "wrong enum texts": (size) => `{ refunds(where: {status: [${times(size, () => '"x"')}]}) { edges { cursor } } }`,
  "empty branches": (size) => `{ refunds(where: {OR: [${times(size, () => "{}")}]}) { edges { cursor } } }`,
  "a long name": (size) => `{ ${"a".repeat(size)} }`,
  "a long alias": (size) => `{ ${longText(size)}: refund(id: "1") { id } }`,
  "a long type": (size) => `{ __type(name: ${text(longText(size))}) { name } }`,
  "a long type condition": (size) => `{ ... on ${longText(size)} { id } }`,
  "a long directive": (size) => `{ __typename @${longText(size)} }`,
  "a long variable": (size) => `query ($${longText(size)}: Int!) { __typename }`,
  "a long text": (size) => `{ refunds(first: ${text(longText(size))}) { edges { cursor } } }`,
  "a long block text": (size) => `{ refunds(first: """${longText(size)}\n""") { edges { cursor } } }`,
  "a block text of lines": (size) => `{ refunds(first: """${"\n ".repeat(size)}""") { edges { cursor } } }`,
  "a text of escapes": (size) => `{ refundByNo(refundNo: "${"\\u{1F4A5}".repeat(size)}") { id } }`,
  "a long number": (size) => `{ refunds(first: ${"9".repeat(size)}) { edges { cursor } } }`,
  "a long fraction": (size) => `{ refunds(first: 0.${"0".repeat(size)}1e-9) { edges { cursor } } }`,
  "a long comment": (size) => `{ __typename } # ${longText(size)}`,
  comments: (size) => `${"#\n".repeat(size)}{ __typename }`,
  commas: (size) => `{ __typename ${",".repeat(size)} }`,
  blanks: (size) => `${" ".repeat(size)}{ __typename }`,
  "did you mean": (size) => `{ refunds(first: "${"Did you mean ".repeat(size)}") { edges { cursor } } }`,
  "a long operation name": (size) => `query ${longText(size)} { refunds(first: "x") { edges { cursor } } }`,
  "deep introspection": (size) =>
    `{ __schema { types { fields { type { ${times(size, () => "ofType {")} name ${"}".repeat(size)} } } } } }`,
};

const shaped = (): HostileDocument[] =>
  Object.entries(SHAPES).flatMap(([name, make]) =>
    SIZES.map((size) => ({ name: `${name} × ${size}`, query: make(size) })),
  );

const INTROSPECTION_CIRCLE = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";

/** `query`, and what stands beside it. */
const BY_HAND: [name: string, query: string, more?: Record<string, unknown>][] = [
  ["nothing", ""],
  ["a blank", " "],
  ["a comment alone", "# nothing"],
  ["a brace", "{"],
  ["no selection", "{}"],
  ["a byte order mark", "\uFEFF{ __typename }"],
  ["NUL", "{ __typename \u0000 }"],
  ["NUL in a text", '{ refundByNo(refundNo: "a\u0000") { id } }'],
  ["NUL as an escape", '{ refundByNo(refundNo: "a\\u0000b") { id } }'],
  ["NUL in an order number", '{ order(orderNo: "\\u0000") { id } }'],
  ["a lone surrogate", "{ a\uD800 }"],
  ["a lone surrogate as an escape", '{ refundByNo(refundNo: "\\uD800") { id } }'],
  ["a surrogate beyond Unicode", '{ refundByNo(refundNo: "\\u{110000}") { id } }'],
  ["NUL in a cursor", '{ refunds(first: 1, after: "\\u0000") { edges { cursor } } }'],
  ["a cursor of nonsense", '{ refunds(first: 1, after: "bm9uc2Vuc2U=") { edges { cursor } } }'],
  ["an id that is none", '{ refund(id: "not-a-uuid") { id } }'],
  ["a negative page", "{ refunds(first: -1) { edges { cursor } } }"],
  ["both ends of a page", "{ refunds(first: 1, last: 1) { edges { cursor } } }"],
  ["a page of two billion", "{ refunds(first: 2147483647) { edges { cursor } } }"],
  ["a page beyond 32 bits", "{ refunds(first: 2147483648) { edges { cursor } } }"],
  ["a where that is null", "{ refunds(first: 1, where: null) { edges { cursor } } }"],
  ["null in a list", "{ refunds(first: 1, where: {status: [null]}) { edges { cursor } } }"],
  ["an amount beyond 2^53", "{ refunds(first: 1, where: {amount: {min: 9007199254740993}}) { edges { cursor } } }"],
  ["an amount of -0", "{ refunds(first: 1, where: {amount: {min: -0}}) { edges { cursor } } }"],
  ["a day that is none", '{ refunds(first: 1, where: {dueOn: {from: "2031-02-30"}}) { edges { cursor } } }'],
  [
    "a moment that is none",
    '{ refunds(first: 1, where: {createdAt: {from: "2031-13-01T25:61:61Z"}}) { edges { cursor } } }',
  ],
  [
    "a year beyond PostgreSQL",
    '{ refunds(first: 1, where: {createdAt: {from: "9999-12-31T23:59:59.999Z"}}) { edges { cursor } } }',
  ],
  ["defer", "{ ... @defer { viewer { subject } } }"],
  ["stream", "{ banks @stream(initialCount: 0) { code } }"],
  [
    "skip and include a variable",
    "query ($a: Boolean!, $b: Boolean!) { viewer @skip(if: $a) @include(if: $b) { subject } }",
  ],
  ["skip everything", "{ viewer @skip(if: true) { subject } }"],
  ["a directive that is not repeatable", "{ viewer @skip(if: true) @skip(if: false) { subject } }"],
  ["introspection in a circle", INTROSPECTION_CIRCLE],
  ["a type nobody knows", '{ __type(name: "Refundz") { name fields { name } } }'],
  ["a type of the prototype", '{ __type(name: "__proto__") { name } }'],
  ["a field of the prototype", "{ __proto__ constructor toString }"],
  ["an alias of the prototype", "{ __proto__: __typename constructor: __typename }"],
  ["a fragment of the prototype", "{ ...__proto__ } fragment __proto__ on Query { __typename }"],
  ["a variable of the prototype", "query ($__proto__: Int) { __typename }"],
  ["an argument of the prototype", "{ refunds(__proto__: 1) { edges { cursor } } }"],
  ["an input field of the prototype", "{ refunds(where: {__proto__: {}}) { edges { cursor } } }"],
  ["a type definition", "type A { b: Int }"],
  ["a schema definition beside a query", "{ __typename } schema { query: Query }"],
  ["an extension", "extend type Query { a: Int }"],
  ["a subscription and a query", "subscription { refundChanged { cursor } } query A { __typename }"],
  ["two fields in a subscription", "subscription { a: refundChanged { cursor } b: refundChanged { cursor } }"],
  ["introspection in a subscription", "subscription { __typename }"],
  ["a subscription after nonsense", 'subscription { refundChanged(after: "nonsense") { cursor } }'],
  ["a subscription after NUL", 'subscription { refundChanged(after: "\\u0000") { cursor } }'],
  [
    "two mutations",
    'mutation { a: refundRetry(input: {id: "1", expectedVersion: 1, idempotencyKey: "12345678"}) { replayed } b: __typename }',
  ],
  [
    "a mutation with a key of NUL",
    'mutation { refundRetry(input: {id: "1", expectedVersion: 1, idempotencyKey: "1234567\\u0000"}) { replayed } }',
  ],
  [
    "a mutation with a version beyond 32 bits",
    'mutation { refundRetry(input: {id: "1", expectedVersion: 2147483648, idempotencyKey: "12345678"}) { replayed } }',
  ],
  ["a selection on a scalar", "{ viewer { subject { a } } }"],
  ["no selection on an object", "{ viewer }"],
  ["the wrong type condition", "{ viewer { ... on Refund { id } } }"],
  ["an operation name that is missing", "query A { __typename }", { operationName: "B" }],
  ["an operation name of the prototype", "query A { __typename }", { operationName: "__proto__" }],
  ["an operation name that is empty", "{ __typename }", { operationName: "" }],
  ["an operation name that is a number", "query A { __typename }", { operationName: 7 }],
  ["an operation name that is a list", "query A { __typename }", { operationName: ["A"] }],
  ["an operation name of 15 kB", "query A { __typename }", { operationName: longText(15_000) }],
  ["an operation name of 100 kB", "query A { __typename }", { operationName: longText(100_000) }],
  ["a persisted query", "", { extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } }],
  [
    "a persisted query beside a document",
    "{ __typename }",
    { extensions: { persistedQuery: { version: 1, sha256Hash: "x" } } },
  ],
  ["a persisted query that is null", "{ __typename }", { extensions: { persistedQuery: null } }],
  ["extensions that are a list", "{ __typename }", { extensions: [1, 2] }],
  ["extensions of the prototype", "{ __typename }", { extensions: JSON.parse('{"__proto__": {"a": 1}}') as object }],
  ["http from the client", "{ __typename }", { http: { status: 500 } }],
  ["variables that are text", "{ __typename }", { variables: "x" }],
  ["variables that are a list", "{ __typename }", { variables: [1] }],
  ["variables that are null", "{ __typename }", { variables: null }],
];

/** Good operations to be broken. */
const GOOD: readonly string[] = [
  "query Page($first: Int = 1) { refunds(first: $first, where: {status: [COMPLETED]}) { edges { node { id refundNo amount { amount } } } } }",
  '{ refund(id: "00000004-0000-7000-8000-000000000001") { ...Refund } } fragment Refund on Refund { id lines { id } order { orderNo } }',
  "{ banks { code ko en } viewer { subject roles } }",
  'mutation Retry { refundRetry(input: {id: "1", expectedVersion: 1, idempotencyKey: "12345678"}) { replayed userErrors { code message } } }',
  "{ returns(last: 2, where: {refundStatus: [REFUNDED], atFault: [CARRIER]}) { totalCount { count } edges { cursor } } }",
  "{ returnsAwaitingRefund(first: 2, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount { count } edges { cursor } } }",
];
const SPLINTERS = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  "$",
  "@",
  "!",
  ":",
  "=",
  "|",
  "...",
  '"',
  '"""',
  "\\",
  "#",
  "&",
  "\u0000",
  "\uFEFF",
  "on",
  "null",
  "1e9",
];
const MUTATED = 150;

/** One to three cuts, doublings and splinters at random places of a good document. */
function mutated(): HostileDocument[] {
  const { whole, oneOf } = chance("documents");
  return Array.from({ length: MUTATED }, (_, n) => {
    let query = oneOf(GOOD);
    for (let left = 1 + whole(3); left > 0; left -= 1) {
      const at = whole(query.length);
      const until = at + whole(12);
      const middle = [
        oneOf(SPLINTERS),
        "",
        query.slice(at, until).repeat(1 + whole(40)),
        JSON.stringify(oneOf(NASTY_TEXTS)),
      ];
      query = query.slice(0, at) + oneOf(middle) + query.slice(oneOf([at, until]));
    }
    return { name: `broken ${n}: ${query.slice(0, 60)}`, query };
  });
}

export const hostileDocuments = (): HostileDocument[] => [
  ...shaped(),
  ...BY_HAND.map(([name, query, more]) => ({ name, query, ...(more && { more }) })),
  { name: "a subscription", query: "subscription { refundChanged { cursor } }", silent: true },
  ...mutated(),
];
