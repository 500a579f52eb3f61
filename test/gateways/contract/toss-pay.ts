/** Toss Pay in the contract suite: the refund number makes repeats safe for ever, and no balance is compared. */
import { Secret } from "../../../src/secret.js";
import { API_KEY, openTossPay } from "../../sandbox/toss-pay/open-toss-pay.js";
import { asOpenGateway, type GatewayUnderTest } from "./gateway-under-test.js";

export const tossPay: GatewayUnderTest = {
  name: "TOSS_PAY",
  guard: "KEY",
  comparesBalance: false,
  takesServiceFee: true,
  idInPath: false,
  namesAmounts: true,
  says: {
    refused: { kind: "REFUSED", cause: "CUSTOMER_UNREACHABLE" },
    tooMuch: { kind: "UNKNOWN", claim: "STATE_DIFFERS" },
    allRefunded: { kind: "UNKNOWN", claim: "DONE_ALREADY" },
    // TRANSACTION_PENDING_ERROR: work goes on, and the same number may be sent again.
    accepted: { kind: "UNKNOWN", claim: "NOTHING" },
    again: { kind: "SUCCEEDED" },
    // The money goes back the way it came, or not at all.
    toAccount: { kind: "REFUSED", cause: "ACCOUNT_REJECTED" },
  },
  account: { provider: null, foreignBank: "060" },

  later: {
    done: "returnCollected submitting unknown completed",
    // After a refund that failed its number is free again, and the repeat is the refund.
    failed: { road: "returnCollected submitting unknown completed", sends: 2, moved: 4_000 },
  },

  async open(clock) {
    const opened = await openTossPay({ now: () => clock.now() });
    const { control } = opened;
    return asOpenGateway(opened, {
      pay: ({ id, amount, vat }) => control.createPayment({ id, amount: { total: amount, vat } }),
      refuse: (paymentId) =>
        control.planFault({ hits: "cancel", paymentId, fault: { kind: "REFUSE", code: "INACTIVE_USER" } }),
    });
  },

  settings: ({ clock, baseUrl, stranger = false, http }) => ({
    tossPay: {
      baseUrl,
      apiKey: new Secret(stranger ? "sk_test_another" : API_KEY),
      clock,
      ...(http && { http }),
    },
  }),

  isCancel: ({ path }) => path === "/api/v2/refunds",
  oneWonLess: (answer) => void (answer["refundedAmount"] = Number(answer["refundedAmount"]) + 1),
  aboutAnother: (answer) => void (answer["payToken"] = "another-token"),
};
