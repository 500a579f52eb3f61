/** Who asks for a cancel, by who is at fault for the return, at every gateway: the very field that its sandbox received. */
import assert from "node:assert/strict";
import type { FaultParty, ReturnReason } from "../../../src/orders/return.entity.js";
import { NO_REASON, REASONS } from "../../../src/refund/settlement/cancel-command.js";
import { request } from "../../kit/fixtures.js";
import { stateOf } from "../../refund/ledgers.js";
import { openContractService, type ContractService } from "./contract-service.js";
import { GATEWAYS_UNDER_TEST } from "./gateways.js";
import { FIELDS, keysIn, sentBody } from "./sent-fields.js";

describe("who is at fault", () => {
  let on: ContractService;
  beforeAll(async () => {
    on = await openContractService();
  });
  afterAll(() => on.close());

  const WHO: [ReturnReason | null, FaultParty | null, asks: { v2: string; v1: string }][] = [
    ["DEFECTIVE", "SELLER", { v2: "ADMIN", v1: "admin" }],
    ["DAMAGED_IN_TRANSIT", "CARRIER", { v2: "ADMIN", v1: "admin" }],
    ["CHANGE_OF_MIND", "CUSTOMER", { v2: "CUSTOMER", v1: "customer" }],
    ["WRONG_ITEM", null, { v2: "CUSTOMER", v1: "customer" }],
    [null, null, { v2: "CUSTOMER", v1: "customer" }],
  ];
  const cases = GATEWAYS_UNDER_TEST.flatMap((gateway) => WHO.map((who) => [gateway.name, ...who, gateway] as const));

  it.each(cases)("at %s: of a return for %s, %s", async (name, reason, atFault, { v2, v1 }, gateway) => {
    const { refund, gatewayPaymentId } = await on.returned(name, [4_000], { reason, atFault });
    await request(on.t, refund);
    await on.t.drain();
    const { body, field } = await sentBody(gateway, on.ledgerOf(name), gatewayPaymentId);
    expect(field("requester")).toBe({ PORTONE_V2: v2, IAMPORT_V1: v1 }[name as string]);
    expect(field("reason")).toBe(name === "EBP" ? undefined : reason === null ? NO_REASON : REASONS[reason]);
    const theirs = FIELDS[name];
    assert(theirs);
    // Nothing odd beside: a vendor without the field gets neither it nor our own names for it.
    const odd = [
      "atFault",
      "faultParty",
      ...(theirs.requester ? [] : ["requester", "extra"]),
      ...(theirs.reason ? [] : ["reason"]),
    ];
    expect(keysIn(body).filter((key) => odd.includes(key))).toEqual([]);
    expect(await stateOf(on.t, refund)).toMatch(/completed|pending/);
  });
});
