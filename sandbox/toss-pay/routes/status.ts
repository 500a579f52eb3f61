/** POST /api/v2/status: a payment by its payToken or its orderNo. */
import { z } from "zod";
import type { Queryable, Tx } from "../../kit/database.js";
import type { Answer } from "../../kit/http/http.js";
import { statusAnswer } from "../answers.js";
import { LEDGER } from "../ledger.js";
import { read, type Parameters } from "../parameters.js";
import { invalid, Refusal } from "../refusal.js";
import type { Sandbox } from "../sandbox.js";

const STATUS_PARAMETERS = z.object({
  payToken: z.string("must be a text").optional(),
  orderNo: z.string("must be a text").optional(),
});

/** The payToken a call is about, by whichever name it says it; `null` when it names no payment. */
export async function payTokenOf(db: Queryable, { payToken, orderNo }: Parameters): Promise<string | null> {
  if (typeof payToken === "string" && payToken !== "") return payToken;
  if (typeof orderNo !== "string") return null;
  const { rows } = await db.query<{ pay_token: string }>("SELECT pay_token FROM toss_pay.payment WHERE order_no = $1", [
    orderNo,
  ]);
  return rows[0]?.pay_token ?? null;
}

/** Reads in one snapshot, so that the amounts and the list of transactions never contradict each other. */
export async function status(tx: Tx, sandbox: Sandbox, parameters: Parameters): Promise<Answer> {
  const { payToken, orderNo } = read(STATUS_PARAMETERS, parameters);
  if (!payToken && !orderNo) throw invalid("payToken: it or orderNo is required");
  await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const payment = await LEDGER.find(tx, (await payTokenOf(tx, { payToken, orderNo })) ?? "");
  if (!payment) throw new Refusal("TRANSACTION_NOT_FOUND");
  const refunds = await LEDGER.cancellationsOf(tx, payment.pay_token);
  return { status: 200, body: statusAnswer(payment, refunds, sandbox.apiKey, sandbox.now()) };
}
