/**
 * The worst allowed request of every operation in schema/schema.graphql: documents and variables filled to their bounds, right
 * and wrong ones, from nobody, a person and a program; the CPU the server's process spends on each. More than 250 ms is a miss.
 */
import { readFileSync } from "node:fs";
import {
  buildSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
} from "graphql";
import { connect } from "../dist/src/database/orm.js";
import { entities } from "../dist/src/orm.config.js";
import { MAX_ROOT_FIELDS, MAX_VARIABLE_LIST } from "../dist/src/api/server/limits.js";
import { DocumentCache, prepareOperation } from "../dist/src/api/server/prepare-operation.js";
import { insertManyRefunds } from "../test/kit/many-refunds.ts";
import { post, startService } from "./service.mjs";

const BUDGET_MS = 250;
const RUNS = 3;
/** The documents stay within the limits of tokens and fields; which of them is the largest that is allowed, its cost decides. */
const FIELDS = [600, 200, 60];
const DEPTHS = [3, 6, 9];
const PAGES = [100, 50, 20, 10, 1];

const schema = buildSchema(readFileSync("schema/schema.graphql", "utf8"));

/** Everything below a type that needs no argument, breadth first would be fairer, depth first is worse. */
function selection(type, depth, left) {
  if (!isCompositeType(type)) return "";
  if (!("getFields" in type)) return "{ __typename }";
  const parts = ["__typename"];
  for (const field of Object.values(type.getFields())) {
    if (left.fields <= 0) break;
    if (field.args.some(isRequiredArgument)) continue;
    const inner = getNamedType(field.type);
    if (isCompositeType(inner) && depth <= 1) continue;
    left.fields -= 2;
    const page = field.args.some(({ name }) => name === "first") ? "(first: 1)" : "";
    parts.push(`${field.name}${page} ${selection(inner, depth - 1, left)}`);
  }
  return `{ ${parts.join(" ")} }`;
}

/** Scalars first, then what hangs below: where a list is long, what is read of each of its rows is what costs. */
function wideSelection(type, depth, left) {
  if (!("getFields" in type)) return "{ __typename }";
  const parts = ["__typename"];
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  const isInner = (field) => isCompositeType(getNamedType(field.type));
  for (const field of fields.filter((one) => !isInner(one))) {
    if (left.fields <= 0) break;
    left.fields -= 1;
    parts.push(field.name);
  }
  for (const field of depth > 1 ? fields.filter(isInner) : []) {
    if (left.fields <= 1) break;
    left.fields -= 1;
    const page = field.args.some(({ name }) => name === "first") ? "(first: 1)" : "";
    parts.push(`${field.name}${page} ${wideSelection(getNamedType(field.type), depth - 1, left)}`);
  }
  return `{ ${parts.join(" ")} }`;
}

const everybody = { principal: { roles: [], scopes: [], kind: "PERSON" }, transport: "HTTP_POST" };
const isAllowed = (query) =>
  prepareOperation({ schema, introspectionOpen: true, documents: new DocumentCache() }, { query, variables: {} }, everybody).ok; // prettier-ignore

/** The largest document of this form that is still allowed, found by halves. */
function largest(documentOf) {
  let [low, high] = [1, 1_000];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isAllowed(documentOf(middle))) low = middle;
    else high = middle - 1;
  }
  return documentOf(low);
}

/** A query at the edge of its cost: one field at its full page, and as many fields at the top as may stand there. */
function* edges(field) {
  if (field.args.some(isRequiredArgument)) return;
  const page = field.args.some(({ name }) => name === "first") ? "(first: 100)" : "";
  for (const times of [1, MAX_ROOT_FIELDS])
    for (const depth of [3, 5]) {
      const documentOf = (fields) =>
        `{ ${Array.from({ length: times }, (_, n) => `a${n}: ${field.name}${page} ${wideSelection(getNamedType(field.type), depth, { fields })}`).join(" ")} }`; // prettier-ignore
      yield { shape: `edge of the cost, ${times} at the top, depth ${depth}`, body: JSON.stringify({ query: largest(documentOf) }) }; // prettier-ignore
    }
}

const SCALARS = { Int: 1, Float: 1, Boolean: true, ID: "00000004-0000-7000-8000-000000000001", Date: "2031-01-05", DateTime: "2031-01-05T00:00:00Z", MinorUnits: 1 }; // prettier-ignore

/** A value of a type with every field given and every list of `length`; `kind` says what is wrong with it. */
function value(type, { length, kind }, depth = 0) {
  if (isNonNullType(type)) return value(type.ofType, { length, kind }, depth);
  if (isListType(type)) {
    const size = depth > 3 ? 1 : depth > 1 ? Math.min(length, 3) : length;
    return Array.from({ length: size }, () => value(type.ofType, { length, kind }, depth + 1));
  }
  if (isEnumType(type)) return kind === "wrong" ? "X" : type.getValues()[0].name;
  if (isInputObjectType(type)) {
    if (depth > 5) return {};
    const given = Object.values(type.getFields()).filter(({ type: of }) => isNonNullType(of) || depth < 4);
    const entries = given.map((field) => [field.name, value(field.type, { length, kind }, depth + 1)]);
    if (kind === "unknown") for (let n = 0; n < 50; n += 1) entries.push([`unknown${n}`, "x".repeat(10)]);
    return Object.fromEntries(entries);
  }
  if (kind === "wrong") return { not: "this" };
  return SCALARS[type.name] ?? "abcdefgh-1";
}

function* requests(operation, field) {
  const words = field.args.filter(({ name }) => !["last", "after", "before"].includes(name));
  const args = words.length === 0 ? "" : `(${words.map(({ name }) => `${name}: $${name}`).join(", ")})`;
  const head = words.length === 0 ? "" : `(${words.map(({ name, type }) => `$${name}: ${type}`).join(", ")})`;
  for (const [depth, fields] of DEPTHS.flatMap((depth) => FIELDS.map((fields) => [depth, fields]))) {
    const below = selection(getNamedType(field.type), depth, { fields });
    const query = `${operation} ${head} { ${field.name}${args} ${below} }`;
    for (const page of words.some(({ name }) => name === "first") ? PAGES : [0]) {
      const given = words.filter(({ type, name }) => isNonNullType(type) || name === "first" || operation !== "query");
      const small = Object.fromEntries(given.map(({ name, type }) => [name, name === "first" ? page : value(type, { length: 1 })])); // prettier-ignore
      yield {
        shape: `depth ${depth}, ${fields} fields${page ? `, page ${page}` : ""}`,
        body: JSON.stringify({ query, variables: small }),
      };
    }
  }
  const query = `${operation} ${head} { ${field.name}${args} ${selection(getNamedType(field.type), 2, { fields: 20 })} }`;
  for (const kind of ["good", "wrong", "unknown"])
    for (const length of [20, 100, 300, MAX_VARIABLE_LIST]) {
      const variables = Object.fromEntries(words.map(({ name, type }) => [name, value(type, { length, kind })]));
      if (kind !== "wrong" && "first" in variables) variables.first = 100;
      yield { shape: `${kind} variables, lists of ${length}`, body: JSON.stringify({ query, variables }) };
    }
}

const service = await startService({ environment: { ROLE: "api", EVENT_POLL_MS: "60000" }, flags: process.env.BENCH_PROFILE ? ["--cpu-prof", "--cpu-prof-dir=bench/profiles"] : [] }); // prettier-ignore
const rows = [];
try {
  const orm = await connect({ url: service.databaseUrl, entities });
  await insertManyRefunds(orm.em.fork(), { count: 3_000 });
  await orm.close(true);
  const callers = {
    nobody: undefined,
    person: await service.token("kim.operator", "refund-operator", "cs-agent", "approver"),
    program: await service.token("return-service", "service"),
  };
  const kinds = [["query", schema.getQueryType()], ["mutation", schema.getMutationType()], ["subscription", schema.getSubscriptionType()]]; // prettier-ignore
  for (const [operation, type] of kinds)
    for (const field of Object.values(type.getFields()))
      for (const { shape, body } of [...(operation === "query" ? edges(field) : []), ...requests(operation, field)])
        for (const [caller, token] of Object.entries(callers)) {
          const spent = [];
          let answer;
          for (let run = 0; run < RUNS; run += 1) {
            const before = service.cpuMs();
            answer = await post(service.url, body, token);
            spent.push(service.cpuMs() - before);
          }
          spent.sort((a, b) => a - b);
          rows.push({ operation: field.name, shape, caller, status: answer.status, least: spent[0], median: spent[Math.floor(RUNS / 2)] }); // prettier-ignore
        }
} finally {
  await service.stop();
}
rows.sort((a, b) => b.median - a.median);
const misses = rows.filter(({ median }) => median > BUDGET_MS);
console.table(process.env.BENCH_ALL ? rows : rows.slice(0, 40));
console.log(`${rows.length} requests, ${misses.length} above ${BUDGET_MS} ms`);
process.exitCode = misses.length > 0 || rows.some(({ status }) => status >= 500) ? 1 : 0;
