/** graphql-js's "got invalid value { … customerName: … }" repeated what was sent, a customer's name and account among it. */
import { openHostile } from "../hostile/open-hostile.js";
import { overSocket } from "../server/open-app.js";
import { shared } from "../kit/shared-resource.js";

const open = shared(openHostile);

const CANARIES = ["홍길동", "honggildong77", "110-123-456789", "010-1234-5678"] as const;
const [name, customer, number, phone] = CANARIES;
const COLLECT = "mutation($i: ReturnCollectInput!) { returnCollect(input: $i) { userErrors { code message } } }";
const CHANGE =
  "mutation($i: RefundAccountChangeInput!) { refundAccountChange(input: $i) { userErrors { code message } } }";
const account = { bankCode: "088", holder: name, number, phone };

it.each<[string, string, Record<string, unknown>]>([
  ["an order without its lines", COLLECT, { i: { order: { customerId: customer, customerName: name }, return: { refundAccount: account } } }],
  ["an unknown field", CHANGE, { i: { id: "1", account: { ...account, [name]: number } } }],
  ["text for an object", CHANGE, { i: { id: "1", account: `${name} ${number}` } }],
  ["text for the whole", CHANGE, { i: `${customer} ${number}` }],
  ["a list for text", CHANGE, { i: { id: "1", account: { ...account, holder: [name], number: { number } } } }],
  ["text for a number", CHANGE, { i: { id: "1", expectedVersion: phone, account } }],
  ["text for an enum", "query($g: Gateway) { gatewayRules(gateway: $g) { id } }", { g: name }],
  ["text for a day", "query($d: Date) { gatewayRules(on: $d) { id } }", { d: phone }],
  ["text for a page", "query($f: Int) { refunds(first: $f) { edges { cursor } } }", { f: number }],
  ["an object for an id", "query($d: ID!) { refund(id: $d) { id } }", { d: { name } }],
])("%s: no value comes back", async (_case, query, variables) => {
  const { body, status } = await open.post({ query, variables }, open.headers("program"));
  const person = await open.post({ query, variables }, open.headers("person"));
  const socket = await overSocket(open.client({ authorization: open.authorization.program }), { query, variables });
  expect([status, person.status, socket.kind]).toEqual([400, 400, "ERRORS"]);
  const answers = JSON.stringify([body, person.body, socket]);
  // A field the caller made up is named, so that he finds it: a key is a word of the schema, not a value.
  const values = _case === "an unknown field" ? CANARIES.filter((canary) => canary !== name) : CANARIES;
  expect(values.filter((canary) => answers.includes(canary))).toEqual([]);
  expect(open.lines.join("")).not.toContain(name);
}); // prettier-ignore

it.each([
  `{ refunds(first: "${number}") { edges { cursor } } }`,
  `{ gatewayRules(gateway: "${name}") { id } }`,
  `{ gatewayRules(on: "${phone}") { id } }`,
  `mutation { refundAccountChange(input: {id: "1", expectedVersion: "${number}", account: "${name}"}) { replayed } }`,
  `mutation { refundAccountChange(input: "${name}" "${number}") { replayed } }`,
])("also not out of a document: %s", async (query) => {
  const { body, status } = await open.post({ query }, open.headers("person"));
  expect(status).toBe(400);
  expect(CANARIES.filter((canary) => JSON.stringify(body).includes(canary))).toEqual([]);
});
