/** The door of manualRefundResultsRecord: what it refuses before anything is looked at, and what its answer shows. */
import { collectedReturn, key, now } from "../kit/fixtures.js";
import { openTestService, type TestService } from "../kit/test-service.js";
import { ACCOUNTANT } from "../manual-refund/results.js";
import { ACCOUNT } from "../refund/accounts.js";
import { approve, fallBack } from "../refund/mutations.js";
import { dataOf } from "./ask.js";

let t: TestService;
beforeAll(async () => {
  t = await openTestService();
});
afterAll(() => t.close());

const RECORD = `mutation ($input: ManualRefundResultsRecordInput!) { manualRefundResultsRecord(input: $input) {
  userErrors { code message field }
  results { refundId replayed userErrors { code message field }
    refund { status processingResult transferredOn bankReference transferFailureCause availableActions payableByHand { amount } failure { cause actions gatewayMessage } } } } }`;

interface Answer {
  userErrors: { code: string; message: string; field: string[] }[];
  results: { refund: Record<string, unknown>; userErrors: { code: string; field: string[] }[] }[];
}

async function send(results: object[], language: "ko" | "en" = "en"): Promise<Answer> {
  const input = { results, idempotencyKey: key() };
  const asking = { by: ACCOUNTANT, language };
  const data = await dataOf<{ manualRefundResultsRecord: Answer }>(t, RECORD, { input }, asking);
  return data.manualRefundResultsRecord;
}

async function accepted() {
  const { refund } = await collectedReturn(t, 9_000, { return: { refundAccount: ACCOUNT } });
  await fallBack(t, refund);
  await approve(t, refund);
  const { id, version } = await now(t, refund);
  return { id, expectedVersion: version, expectedPayable: 9_000 };
}

it.each([
  [{ result: "SUCCEEDED" }, "transferredOn", "a success needs the day of the transfer"],
  [{ result: "SUCCEEDED", transferredOn: "2031-03-03", failureCause: "BANK_REFUSED" }, "failureCause", "leave it out"],
  [
    { result: "SUCCEEDED", transferredOn: "2031-03-03", bankReference: "7".repeat(201) },
    "bankReference",
    "at most 200",
  ],
  [{ result: "FAILED" }, "failureCause", "a failure needs a cause"],
  [{ result: "FAILED", failureCause: "BANK_REFUSED", memo: "  " }, "memo", "needs a memo that says it"],
  [
    { result: "FAILED", failureCause: "BANK_UNAVAILABLE", transferredOn: "2031-03-03" },
    "transferredOn",
    "leave it out",
  ],
  [
    { result: "FAILED", failureCause: "BANK_UNAVAILABLE", withoutLookUpBecause: "." },
    "withoutLookUpBecause",
    "leave it",
  ],
  [{ result: "UNPROCESSED", bankReference: "1" }, "bankReference", "leave it out"],
])("%j is refused at the field that is wrong", async (result, field, sentence) => {
  const one = await accepted();
  expect(await send([{ ...one, ...result }])).toEqual({
    results: [],
    userErrors: [{ code: "INVALID_INPUT", field: ["results", "0", field], message: expect.stringContaining(sentence) }],
  });
  expect(await now(t, one)).toMatchObject({ state: "accepted.unprocessed", version: one.expectedVersion });
});

it("shows what is possible before, and what became of it after", async () => {
  const one = await accepted();
  const failed = await send([{ ...one, result: "FAILED", failureCause: "BANK_REFUSED", memo: "은행 담당자 확인" }]);
  expect(failed.results).toMatchObject([
    {
      userErrors: [],
      refund: {
        status: "ACCEPTED",
        processingResult: "FAILED",
        transferFailureCause: "BANK_REFUSED",
        failure: { cause: "BANK_REFUSED", actions: ["RECORD_RESULT", "CANCEL"], gatewayMessage: null },
        availableActions: expect.arrayContaining(["RECORD_RESULT"]),
      },
    },
  ]);
  const again = { ...one, expectedVersion: one.expectedVersion + 1 };
  const success = { result: "SUCCEEDED", transferredOn: "2031-03-03", bankReference: "KB-0007" };
  expect((await send([{ ...again, ...success }])).results).toMatchObject([
    {
      userErrors: [],
      refund: {
        status: "COMPLETED",
        processingResult: "SUCCEEDED",
        transferredOn: "2031-03-03",
        bankReference: "KB-0007",
        transferFailureCause: null,
        failure: null,
        payableByHand: { amount: 9_000 },
        availableActions: expect.not.arrayContaining(["RECORD_RESULT"]),
      },
    },
  ]);
});

it("names the right amount in the caller's language, at the row it concerns", async () => {
  const [first, second] = [await accepted(), await accepted()];
  const success = { result: "SUCCEEDED", transferredOn: "2031-03-03" };
  const answer = await send(
    [
      { ...first, ...success },
      { ...second, ...success, expectedPayable: 8_999 },
    ],
    "ko",
  );
  expect(answer.results.map(({ userErrors }) => userErrors)).toEqual([
    [],
    [
      {
        code: "PAYABLE_AMOUNT_CHANGED",
        field: ["results", "1", "expectedPayable"],
        message: expect.stringMatching(/^이체할 금액이 9,?000/),
      },
    ],
  ]);
});
