/** i'mport V1 in the contract suite: no key; the checksum, a balance, is what makes repeats safe. */
import { Secret } from "../../../src/secret.js";
import { IMP_KEY, IMP_SECRET, openIamport } from "../../sandbox/iamport-v1/open-iamport-v1.js";
import { asOpenGateway, type Answer, type GatewayUnderTest } from "./gateway-under-test.js";

/** A checksum that does not fit, and a reason that is known: not executed, once a look-up agrees. */
const NOT_EXECUTED = { kind: "UNKNOWN", claim: "STATE_DIFFERS" } as const;
const DONE_ALREADY = { kind: "UNKNOWN", claim: "DONE_ALREADY" } as const;

export const iamportV1: GatewayUnderTest = {
  name: "IAMPORT_V1",
  guard: "BALANCE",
  comparesBalance: true,
  takesServiceFee: false,
  idInPath: true,
  namesAmounts: true,
  says: {
    refused: NOT_EXECUTED,
    tooMuch: NOT_EXECUTED,
    allRefunded: DONE_ALREADY,
    accepted: { kind: "PENDING", cancellationId: null },
    again: NOT_EXECUTED,
    toAccount: { kind: "SUCCEEDED" },
  },
  // KCP's table has no foreign banks; 060 is Bank of America.
  account: { provider: "KCP", foreignBank: "060" },

  later: {
    done: "returnCollected submitting pending completed",
    // A cancel that failed is listed nowhere: after some hours two people may say so.
    failed: { road: "returnCollected submitting pending unknown", sends: 1, moved: 0 },
  },

  async open(clock) {
    const opened = await openIamport({ now: () => clock.now() });
    const { control } = opened;
    return asOpenGateway(opened, {
      pay: ({ id, amount, vat }, method = "CARD") =>
        control.createPayment({
          id,
          amount: { total: amount, vat },
          pgProvider: "kcp",
          method: method === "CARD" ? "card" : "vbank",
        }),
      refuse: (paymentId) => control.planFault({ hits: "cancel", paymentId, fault: { kind: "REFUSE" } }),
      // The first 401 is met with a new token.
      refuseCredential: (paymentId) =>
        control.planFault({ hits: "cancel", paymentId, times: 2, fault: { kind: "UNAUTHORIZED" } }),
    });
  },

  settings: ({ clock, baseUrl, stranger = false, http }) => ({
    iamportV1: {
      baseUrl,
      impKey: new Secret(IMP_KEY),
      impSecret: new Secret(stranger ? "another-secret" : IMP_SECRET),
      clock,
      ...(http && { http }),
    },
  }),

  isCancel: ({ path }) => path === "/payments/cancel",
  oneWonLess: (answer) => {
    const payment = answer["response"] as Answer;
    const newest = (payment["cancel_history"] as Answer[]).at(-1) as Answer;
    newest["amount"] = Number(newest["amount"]) - 1;
    payment["cancel_amount"] = Number(payment["cancel_amount"]) - 1;
  },
  aboutAnother: (answer) => void ((answer["response"] as Answer)["imp_uid"] = "imp_another"),
};
