/** Results of bank transfers as an accountant records them, from the page as it is now. */
import type { Principal } from "../../src/access/principal.js";
import { koreanDay } from "../../src/clock.js";
import { recordResults, type RecordedResult, type TransferResult } from "../../src/manual-refund/record-results.js";
import { won } from "../../src/money/minor-units.js";
import type { Refund } from "../../src/refund/record/refund.entity.js";
import { key, now, person } from "../kit/fixtures.js";
import type { TestService } from "../kit/test-service.js";
import type { Answer } from "../refund/mutations.js";

export const ACCOUNTANT = person("park.accountant", "accountant");

/** 성공, made today. */
export const made = (t: TestService, over: Partial<Extract<TransferResult, { result: "SUCCEEDED" }>> = {}) =>
  ({
    result: "SUCCEEDED",
    transferredOn: koreanDay(t.clock.now()),
    bankReference: null,
    withoutLookUpBecause: null,
    ...over,
  }) satisfies TransferResult;

/** The refund as the page shows it now, with the result somebody chooses. */
export async function chosen(
  t: TestService,
  refund: Pick<Refund, "id">,
  result: TransferResult,
  memo: string | null = null,
): Promise<RecordedResult> {
  const { id, version, payableByHand } = await now(t, refund);
  return { id, expectedVersion: version, expectedPayable: won(payableByHand ?? 0), memo, ...result };
}

/** Records one result. */
export async function record(
  t: TestService,
  result: RecordedResult,
  { by = ACCOUNTANT as Principal, idempotencyKey = key() } = {},
): Promise<Answer> {
  const bulk = await recordResults(t.context, by, { results: [result], idempotencyKey });
  return bulk.ok ? bulk.value[0]!.answered : { outcome: bulk, replayed: false };
}

/** The bank made the transfer of an accepted refund: its result is recorded as 성공. */
export const recordMade = async (t: TestService, refund: Pick<Refund, "id">): Promise<Answer> =>
  record(t, await chosen(t, refund, made(t)));
