/** The shop's refund contracts (환불 특약), recorded as an approver does; providers of the demo's virtual accounts. */
import type { ProviderName } from "../../src/gateways/port.js";
import type { ApiClient } from "../client.js";

export const CONTRACTS_WITH = [
  "KCP",
  "INICIS",
  "TOSS_PAYMENTS",
  "NICE",
  "SMARTRO",
  "SMARTRO_V2",
] as const satisfies readonly ProviderName[];

const RECORD = /* GraphQL */ `
  mutation DemoContract($input: GatewayRuleRecordInput!) {
    gatewayRuleRecord(input: $input) {
      userErrors {
        code
        message
      }
    }
  }
`;

interface Recorded {
  gatewayRuleRecord: { userErrors: { code: string; message: string }[] };
}

/** Told twice, it changes nothing: the keys never change. @throws Error naming the first contract the service did not take */
export async function recordContracts(approver: ApiClient): Promise<void> {
  for (const provider of CONTRACTS_WITH) {
    const input = {
      provider,
      value: { contractMade: { made: true } },
      validFrom: "2020-01-01",
      source: `환불 특약 (${provider}), demo`,
      idempotencyKey: `demo-contract-${provider}`,
    };
    const { gatewayRuleRecord } = await approver.send<Recorded>(RECORD, { input });
    const [fault] = gatewayRuleRecord.userErrors;
    if (fault) throw new Error(`the service did not take the contract with ${provider}: ${fault.message}`);
  }
}
