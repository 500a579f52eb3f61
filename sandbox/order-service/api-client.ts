/** The refund service as its contract shows it: GraphQL over HTTP, every answer checked before it is believed. */
import { z } from "zod";
import { ATTEMPTS, PENDING_REFUNDS, REPORT } from "./operations.js";

/** The service answers within a second or two; what takes longer is lost, and asked again. */
const ANSWER_WAIT_MS = 10_000;

/** Codes that are not kept under the idempotency key: the same report may succeed in a moment. */
const LATER: readonly string[] = ["BUSY", "IDEMPOTENCY_IN_PROGRESS"];

/** Where the shop's own points and deposits live, in the service's words. */
export const OUR_GATEWAY = "MERCHANT_LEDGER";

export interface PendingAttempt {
  attemptId: string;
  /** Minor units of `currencyCode`. */
  amount: number;
  currencyCode: string;
}

export interface PendingRefund {
  refundNo: string;
  /** The payment's id in our ledger. */
  paymentId: string;
  /** Those that wait for us, first one first; none when the refund is another gateway's. */
  attempts: PendingAttempt[];
}

export type Report = { attemptId: string; idempotencyKey: string } & (
  { outcome: "BOOKED"; ledgerEntryId: string } | { outcome: "REFUSED"; reason: string }
);

/** HEARD: the service has it, now or from before. LATER: the same again in a moment. REJECTED: the same again gets the same no. */
export type ReportEnd = { kind: "HEARD" } | { kind: "LATER" | "REJECTED"; trouble: string };

const ATTEMPTS_ANSWER = z.object({
  refund: z.object({
    refundNo: z.string(),
    payment: z.object({ gateway: z.string(), gatewayPaymentId: z.string() }),
    attempts: z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        amount: z.object({ amount: z.number().int().positive(), currencyCode: z.string() }),
      }),
    ),
  }),
});
const PENDING_ANSWER = z.object({
  refunds: z.object({
    edges: z.array(z.object({ node: z.object({ id: z.string() }) })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
const REPORT_ANSWER = z.object({
  refundLedgerResultReport: z.object({ userErrors: z.array(z.object({ code: z.string(), message: z.string() })) }),
});
const ERRORS = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

export interface ApiClientOptions {
  /** Of the GraphQL endpoint. */
  endpoint: string;
  /** Asked before every call, so that an expired token is never used twice. */
  token: () => Promise<string>;
  closing: AbortSignal;
}

/** Every method throws when there is no whole answer, or none the contract knows: ask again later. */
export class RefundApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  async pendingAttempts(refundId: string): Promise<PendingRefund> {
    const { refund } = await this.#ask(ATTEMPTS_ANSWER, ATTEMPTS, { id: refundId });
    const ours = refund.payment.gateway === OUR_GATEWAY;
    const pending = refund.attempts.filter(({ status }) => ours && status === "PENDING");
    return {
      refundNo: refund.refundNo,
      paymentId: refund.payment.gatewayPaymentId,
      attempts: pending.map(({ id, amount }) => ({ attemptId: id, ...amount })),
    };
  }

  /** Ids of all refunds that wait for us now, the oldest first. */
  async *pendingRefunds(): AsyncGenerator<string> {
    let after: string | null = null;
    do {
      const { refunds }: z.output<typeof PENDING_ANSWER> = await this.#ask(PENDING_ANSWER, PENDING_REFUNDS, { after });
      for (const { node } of refunds.edges) yield node.id;
      after = refunds.pageInfo.hasNextPage ? refunds.pageInfo.endCursor : null;
    } while (after !== null);
  }

  async report(input: Report): Promise<ReportEnd> {
    const { refundLedgerResultReport } = await this.#ask(REPORT_ANSWER, REPORT, { input });
    const [problem] = refundLedgerResultReport.userErrors;
    if (!problem) return { kind: "HEARD" };
    const trouble = `${problem.code}: ${problem.message}`;
    return { kind: LATER.includes(problem.code) ? "LATER" : "REJECTED", trouble };
  }

  async #ask<T extends z.ZodType>(
    schema: T,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<z.output<T>> {
    const { endpoint, token, closing } = this.#options;
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await token()}` },
      body: JSON.stringify({ query, variables }),
      redirect: "error",
      signal: AbortSignal.any([closing, AbortSignal.timeout(ANSWER_WAIT_MS)]),
    });
    const body: unknown = await response.json();
    const refused = ERRORS.safeParse(body);
    if (refused.success) throw new Error(`the service answered ${response.status}: ${refused.data.errors[0]?.message}`);
    return schema.parse(z.object({ data: z.unknown() }).parse(body).data);
  }
}
