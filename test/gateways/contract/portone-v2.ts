/** PortOne V2 in the contract suite: a key makes repeats safe, and the balance is compared as well. */
import { READ_TIMEOUT_MS } from "../../../src/gateways/portone-v2/gateway.js";
import { Secret } from "../../../src/secret.js";
import { API_SECRET, openSandbox, STORE_ID } from "../../sandbox/portone-v2/open-portone-v2.js";
import { asOpenGateway, type Answer, type GatewayUnderTest } from "./gateway-under-test.js";

export const portoneV2: GatewayUnderTest = {
  name: "PORTONE_V2",
  guard: "KEY",
  comparesBalance: true,
  takesServiceFee: false,
  idInPath: true,
  namesAmounts: true,
  says: {
    refused: { kind: "REFUSED", cause: "PROVIDER_REFUSED" },
    tooMuch: { kind: "UNKNOWN", claim: "STATE_DIFFERS" },
    allRefunded: { kind: "UNKNOWN", claim: "DONE_ALREADY" },
    accepted: { kind: "PENDING" },
    again: { kind: "SUCCEEDED" },
    toAccount: { kind: "PENDING" },
  },
  // SBI has a number in Korea and no name at PortOne.
  account: { provider: "KCP", foreignBank: "103" },

  later: {
    done: "returnCollected submitting pending completed",
    failed: { road: "returnCollected submitting pending refused", sends: 1, moved: 0 },
  },

  async open(clock) {
    const opened = await openSandbox({ now: () => clock.now() });
    const { control } = opened;
    return asOpenGateway(opened, {
      pay: ({ id, amount, vat }, method = "CARD") =>
        control.createPayment({
          id,
          amount: { total: amount, vat },
          method: method === "CARD" ? "card" : "virtualAccount",
          transferDelayMs: null,
        }),
      refuse: (paymentId) =>
        control.planFault({
          hits: "cancel",
          paymentId,
          fault: { kind: "REFUSE", pgCode: "P403", pgMessage: "카드사에서 취소를 거절했습니다." },
        }),
      endTransfer: (paymentId) => control.settleTransfer(paymentId, "COMPLETED"),
    });
  },

  settings: ({ clock, baseUrl, stranger = false, http }) => ({
    portoneV2: {
      baseUrl,
      apiSecret: new Secret(stranger ? "another-secret" : API_SECRET),
      storeId: STORE_ID,
      webhookSecrets: [],
      clock,
      readTimeoutMs: READ_TIMEOUT_MS,
      ...(http && { http }),
    },
  }),

  isCancel: ({ path }) => path.endsWith("/cancel"),
  oneWonLess: (answer) => {
    const cancellation = answer["cancellation"] as Answer;
    cancellation["totalAmount"] = Number(cancellation["totalAmount"]) - 1;
  },
  aboutAnother: null,
};
