/** Literal inputs of a reported case (`test/fixtures/cases/`), with ids of their own and days around the clock of the test. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { TestService } from "./test-service.js";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a reported case holds beside its hand-over, such as what the gateway answered. */
export async function caseInputs(slug: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`../fixtures/cases/${slug}.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as { inputs: Record<string, unknown> }).inputs;
}

/** The case's `returnCollect` input. The same `of` gives the same order; each call is another return under another key. */
export async function caseInput(t: TestService, slug: string, of: string = randomUUID()): Promise<CaseInput> {
  const text = await readFile(new URL(`../fixtures/cases/${slug}.json`, import.meta.url), "utf8");
  const days = (_: string, count: string) => new Date(t.clock.now().getTime() - Number(count) * DAY_MS).toISOString();
  const { inputs } = JSON.parse(text.replace(/today-(\d+)d/g, days)) as {
    inputs: { returnCollect: { input: CaseInput } };
  };
  const { input } = inputs.returnCollect;
  const payments = input.order.payments.map((payment) => ({ ...payment, gatewayPaymentId: `pay-${of}` }));
  return {
    idempotencyKey: randomUUID(),
    order: { ...input.order, orderNo: `O-${of}`, payments },
    return: { ...input.return, returnNo: `R-${randomUUID()}` },
  };
}

export interface CaseInput {
  idempotencyKey: string;
  order: {
    orderNo: string;
    currencyCode: string;
    payments: { gateway: string; gatewayPaymentId: string; amount: number }[];
    lines: object[];
  };
  return: { returnNo: string; lines: object[]; deductions?: object[]; refundAccount?: { bankCode: string } };
}
