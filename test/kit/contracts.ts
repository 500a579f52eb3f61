/** Refund contracts (환불 특약) of the shop, recorded as an approver would. */
import type { MikroORM } from "@mikro-orm/postgresql";
import { inTransaction } from "../../src/database/transaction.js";
import { recordRule } from "../../src/gateway-rules/rule-book.js";
import type { ProviderName } from "../../src/gateways/port.js";

/** In force long before any test's day. */
const SINCE = "2020-01-01";

export async function recordContracts(orm: MikroORM, providers: readonly ProviderName[]): Promise<void> {
  const scope = { gateway: null, method: null, validFrom: SINCE, source: "the contract of 2020-01-01", note: null };
  const content = { kind: "CONTRACT_MADE", value: { made: true } } as const;
  const by = { subject: "lee.approver", at: new Date(`${SINCE}T00:00:00Z`) };
  await inTransaction(orm.em.fork(), async (em) => {
    for (const provider of providers) {
      const recorded = await recordRule(em, { ...scope, provider, content }, by);
      if (!recorded.ok) throw new Error(`no contract with ${provider}: ${JSON.stringify(recorded.problem)}`);
    }
  });
}
