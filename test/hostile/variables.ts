/** Variables meant to hurt, as the text of a body: what `JSON.stringify` would not write is what counts. */
import { chance, longText, NASTY_TEXTS } from "./chance.js";

export interface HostileVariables {
  name: string;
  query: string;
  /** JSON, as it is sent. */
  variables: string;
}

const PAGE =
  "query ($w: RefundWhere, $f: Int, $a: String) { refunds(first: $f, after: $a, where: $w) { edges { cursor } } }";
const ONE = "query ($id: ID!) { refund(id: $id) { id } }";
const NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
const ORDER = "query ($no: String) { order(orderNo: $no) { id } }";
const RULES = "query ($on: Date, $g: Gateway) { gatewayRules(on: $on, gateway: $g) { id } }";
const PREVIEW = "query ($i: RefundPreviewInput!) { refundPreview(input: $i) { userErrors { code } } }";
const BULK = "mutation ($i: RefundsRequestInput!) { refundsRequest(input: $i) { userErrors { code } } }";
const RESULTS =
  "mutation ($i: ManualRefundResultsRecordInput!) { manualRefundResultsRecord(input: $i) { userErrors { code } } }";
const ACCEPT = "mutation ($i: ManualRefundAcceptInput!) { manualRefundAccept(input: $i) { userErrors { code } } }";
const COLLECT = "mutation ($i: ReturnCollectInput!) { returnCollect(input: $i) { userErrors { code } } }";
const ACCOUNT = "mutation ($i: RefundAccountChangeInput!) { refundAccountChange(input: $i) { userErrors { code } } }";
const WAITING =
  "query ($w: ApprovalsWaitingWhere, $a: String) { approvalsWaiting(first: 1, after: $a, where: $w) { edges { cursor } } }";
const VIEW = "mutation ($i: SavedViewSaveInput!) { savedViewSave(input: $i) { userErrors { code } } }";
const NOTE = "mutation ($i: RefundNoteAddInput!) { refundNoteAdd(input: $i) { userErrors { code } } }";
const REVEAL = "mutation ($i: RefundAccountRevealInput!) { refundAccountReveal(input: $i) { userErrors { code } } }";
const CUSTOMER = "query ($c: CustomerInput) { refunds(first: 1, customer: $c) { edges { cursor } } }";
const PERSONS = "query ($w: PersonWhere) { persons(first: 1, where: $w) { edges { cursor } } }";
const ITEMS =
  "query ($w: WorkItemWhere, $a: String) { workItems(first: 1, after: $a, where: $w) { edges { cursor } } }";
const SNOOZE = "mutation ($i: WorkItemSnoozeInput!) { workItemSnooze(input: $i) { userErrors { code } } }";
const SEARCH = "query ($t: String!, $f: Int! = 1) { search(text: $t, first: $f) { hasMore hits { value } } }";
const MOVED =
  "query ($w: BookedCancellationWhere, $a: String) { bookedCancellations(first: 1, after: $a, where: $w) { edges { cursor } } }";
const PAYMENTS =
  "query ($w: PaymentWhere, $a: String) { payments(first: 1, after: $a, where: $w) { edges { cursor } } }";
const FIGURES = "query ($w: RefundFiguresWhere!) { refundFigures(where: $w) { open { refunds } daily { day } } }";
const DONE = "query ($w: PersonFiguresWhere!) { personFigures(where: $w) { day requested { refunds } } }";
const SWITCH = "query ($b: Boolean!) { __typename @include(if: $b) }";

const list = (count: number, value: string): string => `[${Array<string>(count).fill(value).join(",")}]`;
const fields = (count: number, value: string): string =>
  Array.from({ length: count }, (_, n) => `"k${n}":${value}`).join(",");
const nested = (depth: number, open: string, inside: string, close: string): string =>
  open.repeat(depth) + inside + close.repeat(depth);

/** Small ones fit under every bound on the body, so that the next bound is met; the largest are the ones that once succeeded. */
const COUNTS = [4, 100, 1_001, 10_001, 100_000] as const;
const DEPTHS = [5, 13, 200, 2_000, 50_000] as const;

const MANY: Record<string, [query: string, make: (count: number) => string]> = {
  "wrong enum values": [PAGE, (count) => `{"f":1,"w":{"status":${list(count, '"X"')}}}`],
  "enum values that are numbers": [PAGE, (count) => `{"f":1,"w":{"status":${list(count, "1")}}}`],
  "good enum values": [PAGE, (count) => `{"f":1,"w":{"status":${list(count, '"COMPLETED"')}}}`],
  nulls: [PAGE, (count) => `{"f":1,"w":{"status":${list(count, "null")}}}`],
  "empty branches": [PAGE, (count) => `{"f":1,"w":{"OR":${list(count, "{}")}}}`],
  "branches of branches": [PAGE, (count) => `{"f":1,"w":{"OR":${list(count, '{"OR":[{}]}')}}}`],
  approvers: [
    PAGE,
    (count) => `{"f":1,"w":{"approvedBy":[${Array.from({ length: count }, (_, n) => `"${n}"`).join(",")}]}}`,
  ],
  "order numbers": [PAGE, (count) => `{"f":1,"w":{"orderNo":${list(count, '"O-1"')}}}`],
  "ids that are none": [PAGE, (count) => `{"f":1,"w":{"paymentId":${list(count, '"x"')}}}`],
  "ids of nodes that are none": [NODES, (count) => `{"ids":${list(count, '"x"')}}`],
  "ids of nodes": [NODES, (count) => `{"ids":${list(count, '"00000000-0000-7000-8000-000000000000"')}}`],
  "variables nobody defined": [PAGE, (count) => `{"f":1,${fields(count, '"홍길동"')}}`],
  "input fields nobody defined": [PAGE, (count) => `{"f":1,"w":{${fields(count, '"홍길동"')}}}`],
  "refunds of a bulk": [
    BULK,
    (count) =>
      `{"i":{"idempotencyKey":"12345678","refunds":${list(count, '{"id":"x","expectedVersion":1,"expectedRefundableAmount":1}')}}}`,
  ],
  "wrong refunds of a bulk": [
    BULK,
    (count) => `{"i":{"idempotencyKey":"12345678","refunds":${list(count, '{"id":[],"customerName":"홍길동"}')}}}`,
  ],
  "mentions of a note": [
    NOTE,
    (count) => `{"i":{"refundId":"x","text":"x","idempotencyKey":"12345678","mentions":${list(count, '"x"')}}}`,
  ],
  "currencies of figures": [
    FIGURES,
    (count) => `{"w":{"fromDay":"2031-03-01","toDay":"2031-03-02","currencyCode":${list(count, '"X"')}}}`,
  ],
  "currencies of figures per person": [
    DONE,
    (count) => `{"w":{"fromDay":"2031-03-01","toDay":"2031-03-02","currencyCode":${list(count, '"X"')}}}`,
  ],
  "subjects of persons": [PERSONS, (count) => `{"w":{"subject":${list(count, '"x"')}}}`],
  "assignees of work items": [ITEMS, (count) => `{"w":{"assignee":${list(count, '"x"')}}}`],
  "kinds of work items": [ITEMS, (count) => `{"w":{"kind":${list(count, '"REFUSED"')},"assignee":["a","b"]}}`],
  "orders of work items": [ITEMS, (count) => `{"w":{"orderNo":${list(count, '"x"')}}}`],
  "a long reason": [
    SNOOZE,
    (count) =>
      `{"i":{"id":"x","expectedVersion":1,"idempotencyKey":"12345678","until":"2031-03-03T00:00:00Z","reason":"${longText(count)}"}}`,
  ],
  "results of transfers": [
    RESULTS,
    (count) =>
      `{"i":{"idempotencyKey":"12345678","results":${list(count, '{"id":"x","expectedVersion":1,"expectedPayable":1,"result":"FAILED"}')}}}`,
  ],
  "lines of a preview": [
    PREVIEW,
    (count) => `{"i":{"orderNo":"O-1","lines":${list(count, '{"lineNo":"1","quantity":1}')}}}`,
  ],
  "a long text": [ORDER, (count) => `{"no":"${longText(count)}"}`],
  "gateways of cancellations": [MOVED, (count) => `{"w":{"gateway":${list(count, '"EBP"')}}}`],
  "ids of cancellations": [MOVED, (count) => `{"w":{"gatewayCancellationId":${list(count, '"x"')}}}`],
  "kinds of approvals": [WAITING, (count) => `{"w":{"kind":${list(count, '"GATEWAY_REFUND"')}}}`],
  "orders of payments": [PAYMENTS, (count) => `{"w":{"orderNo":${list(count, '"x"')}}}`],
  "a long value of a customer": [CUSTOMER, (count) => `{"c":{"trait":"CUSTOMER_NAME","value":"${longText(count)}"}}`],
  "traits of a reveal": [
    REVEAL,
    (count) =>
      `{"i":{"id":"x","traits":${list(count, '"CUSTOMER_NAME"')},"reason":"OTHER","text":"x","idempotencyKey":"12345678"}}`,
  ],
  "a long text to search": [SEARCH, (count) => `{"t":"${longText(count)}"}`],
  "signs of LIKE to search": [SEARCH, (count) => `{"t":"${"%_".repeat(count / 2)}"}`],
  "a long text for a number": [PAGE, (count) => `{"f":"${longText(count)}"}`],
  "a long text for an enum": [RULES, (count) => `{"g":"${longText(count)}"}`],
  "a long number": [PAGE, (count) => `{"f":${"9".repeat(count)}}`],
  "a long name": [PAGE, (count) => `{"w":{"${longText(count)}":1}}`],
};

const DEEP: Record<string, [query: string, make: (depth: number) => string]> = {
  "lists in lists": [PAGE, (depth) => `{"w":{"status":${nested(depth, "[", "", "]")}}}`],
  "objects in objects": [PAGE, (depth) => `{"w":${nested(depth, '{"AND":', "{}", "}")}}`],
  "branches in a view": [
    VIEW,
    (depth) =>
      `{"i":{"idempotencyKey":"12345678","list":"REFUNDS","name":"x","arguments":{"where":${nested(depth, '{"AND":[', "{}", "]}")}}}}`,
  ],
  "branches in branches": [PAGE, (depth) => `{"f":1,"w":${nested(depth, '{"AND":[', "{}", "]}")}}`],
  "depth where nobody looks": [PAGE, (depth) => `{"f":1,"x":${nested(depth, "[", "1", "]")}}`],
};

/** Values for a variable of every scalar. */
const WRONG: readonly string[] = [
  "null", "true", "-0", "0", "-1", "1.5", "1e400", "-1e400", "1e-400", "9007199254740993", "2147483648", '""', '"x"', '"\\u0000"', '"\\ud800"',
  "[]", "[null]", "[[1]]", "{}", '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"toString":1}', '"2031-02-30"', '"2031-01-01T00:00:60Z"', '"1e3"',
]; // prettier-ignore
const PLACES: Record<string, [query: string, make: (value: string) => string]> = {
  Int: [PAGE, (value) => `{"f":${value}}`],
  String: [ORDER, (value) => `{"no":${value}}`],
  "filter of cancellations": [MOVED, (value) => `{"w":${value}}`],
  "cursor of cancellations": [MOVED, (value) => `{"a":${value}}`],
  "filter of approvals": [WAITING, (value) => `{"w":${value}}`],
  "cursor of approvals": [WAITING, (value) => `{"a":${value}}`],
  "filter of payments": [PAYMENTS, (value) => `{"w":${value}}`],
  "filter of work items": [ITEMS, (value) => `{"w":${value}}`],
  "assignee of work items": [ITEMS, (value) => `{"w":{"assignee":[${value}]}}`],
  "cursor of work items": [ITEMS, (value) => `{"a":${value}}`],
  "end of a snooze": [
    SNOOZE,
    (value) => `{"i":{"id":"x","expectedVersion":1,"idempotencyKey":"12345678","until":${value},"reason":"x"}}`,
  ],
  "value of a customer": [CUSTOMER, (value) => `{"c":{"trait":"CUSTOMER_NAME","value":${value}}}`],
  "digits of an account": [CUSTOMER, (value) => `{"c":{"trait":"ACCOUNT_NUMBER","value":${value}}}`],
  customer: [CUSTOMER, (value) => `{"c":${value}}`],
  reveal: [
    REVEAL,
    (value) =>
      `{"i":{"id":${value},"traits":[${value}],"reason":${value},"text":${value},"idempotencyKey":"12345678"}}`,
  ],
  "text to search": [SEARCH, (value) => `{"t":${value}}`],
  "hits of a search": [SEARCH, (value) => `{"t":"O-1","f":${value}}`],
  ID: [ONE, (value) => `{"id":${value}}`],
  Boolean: [SWITCH, (value) => `{"b":${value}}`],
  Date: [RULES, (value) => `{"on":${value}}`],
  Enum: [RULES, (value) => `{"g":${value}}`],
  DateTime: [PAGE, (value) => `{"f":1,"w":{"createdAt":{"from":${value}}}}`],
  MinorUnits: [PAGE, (value) => `{"f":1,"w":{"amount":{"min":${value}}}}`],
  cursor: [PAGE, (value) => `{"f":1,"a":${value}}`],
  object: [PAGE, (value) => `{"f":1,"w":${value}}`],
  account: [ACCOUNT, (value) => `{"i":{"id":"1","expectedVersion":1,"idempotencyKey":"12345678","account":${value}}}`],
  registration: [
    ACCEPT,
    (value) =>
      `{"i":{"idempotencyKey":"12345678","paymentId":"1","amount":${value},"expectedRefundableAmount":1,"lines":[${value}],"account":${value},"reason":${value}}}`,
  ],
  result: [RESULTS, (value) => `{"i":{"idempotencyKey":"12345678","results":[${value}]}}`],
  "day of a transfer": [
    RESULTS,
    (value) =>
      `{"i":{"idempotencyKey":"12345678","results":[{"id":"0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee","expectedVersion":1,"expectedPayable":1,"result":"SUCCEEDED","transferredOn":${value}}]}}`,
  ],
  "day of figures": [FIGURES, (value) => `{"w":{"fromDay":"2031-03-01","toDay":${value}}}`],
  "currency of figures": [
    FIGURES,
    (value) => `{"w":{"fromDay":"2031-03-01","toDay":"2031-03-02","currencyCode":[${value}]}}`,
  ],
  "day of figures per person": [DONE, (value) => `{"w":{"fromDay":${value},"toDay":"2031-03-02"}}`],
  "arguments of a view": [
    VIEW,
    (value) => `{"i":{"idempotencyKey":"12345678","list":"REFUNDS","name":"x","arguments":${value}}}`,
  ],
  "filter of a view": [
    VIEW,
    (value) => `{"i":{"idempotencyKey":"12345678","list":"REFUNDS","name":"x","arguments":{"where":${value}}}}`,
  ],
  facts: [COLLECT, (value) => `{"i":{"idempotencyKey":"12345678","order":${value},"return":${value}}}`],
};

/** Instead of an object of variables. */
const WHOLE: readonly string[] = [
  "1", '"x"', "[]", "[1]", "true", "{", "}", "", "nul", "{'f':1}", '{"f":1,}', '{"f":1}{"f":1}', '{"f":NaN}', '{"f":Infinity}', '{"f":+1}', '{"f":01}', '{"f":1,"f":2}',
  '{"__proto__":null}', '{"__proto__":{"f":1}}', '{"constructor":1,"hasOwnProperty":1,"toString":null}', '{"f":{"valueOf":1}}', '{"\\u0000":1}', '{"\\ud800":1}', '{"w\\u0000":{}}',
]; // prettier-ignore

const GENERATED = 120;

/** Random JSON of a few levels where an object of `where` is expected. */
function generated(): HostileVariables[] {
  const { whole, oneOf } = chance("variables");
  const keys = [
    "AND",
    "OR",
    "status",
    "amount",
    "min",
    "createdAt",
    "from",
    "orderNo",
    "__proto__",
    "constructor",
    "홍길동",
  ];
  const value = (depth: number): string => {
    const kind = depth === 0 ? whole(2) : whole(4);
    if (kind === 0) return oneOf(WRONG);
    if (kind === 1) return JSON.stringify(oneOf(NASTY_TEXTS));
    const inner = Array.from({ length: whole(5) }, () => value(depth - 1));
    return kind === 2
      ? `[${inner.join(",")}]`
      : `{${inner.map((each) => `${JSON.stringify(oneOf(keys))}:${each}`).join(",")}}`;
  };
  return Array.from({ length: GENERATED }, (_, n) => {
    const variables = `{"f":${oneOf(["1", value(1)])},"a":${oneOf(["null", value(1)])},"w":${value(2 + whole(4))}}`;
    return { name: `generated ${n}`, query: PAGE, variables };
  });
}

export const hostileVariables = (): HostileVariables[] => [
  ...Object.entries(MANY).flatMap(([name, [query, make]]) =>
    COUNTS.map((count) => ({ name: `${name} × ${count}`, query, variables: make(count) })),
  ),
  ...Object.entries(DEEP).flatMap(([name, [query, make]]) =>
    DEPTHS.map((depth) => ({ name: `${name}, ${depth} deep`, query, variables: make(depth) })),
  ),
  ...Object.entries(PLACES).flatMap(([place, [query, make]]) =>
    WRONG.map((value) => ({ name: `${place}: ${value}`, query, variables: make(value) })),
  ),
  ...WHOLE.map((variables) => ({ name: `variables ${variables}`, query: PAGE, variables })),
  ...generated(),
];
