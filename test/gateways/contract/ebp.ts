/** EBP in the contract suite: nothing makes a repeat safe, and a look-up names no amounts. */
import { Secret } from "../../../src/secret.js";
import { itemOf } from "../../kit/fixtures.js";
import { ACCESS_KEY, HASH_KEY, openEbp, STORE_ID } from "../../sandbox/ebp/open-ebp.js";
import { asOpenGateway, type Answer, type GatewayUnderTest } from "./gateway-under-test.js";

/** A code that says what failed and not that the money stayed. */
const OPEN = { kind: "UNKNOWN", claim: "PERHAPS_DONE" } as const;

const soldAs = (lineNo: number, amount: number, taxAmount: number) => ({ ...itemOf(lineNo), amount, taxAmount });

export const ebp: GatewayUnderTest = {
  name: "EBP",
  guard: "NOTHING",
  comparesBalance: false,
  takesServiceFee: true,
  idInPath: false,
  namesAmounts: false,
  says: {
    refused: OPEN,
    tooMuch: OPEN,
    allRefunded: OPEN,
    // An answer has no word for "later".
    accepted: { kind: "SUCCEEDED" },
    again: { kind: "SUCCEEDED" },
    toAccount: { kind: "SUCCEEDED" },
  },
  // EBP publishes no list of banks: what is no number of three digits is none.
  account: { provider: null, foreignBank: "88" },

  later: {
    done: "returnCollected submitting pending completed",
    failed: { road: "returnCollected submitting pending unknown", sends: 1, moved: 0 },
  },

  async open(clock) {
    const opened = await openEbp({ now: () => clock.now() });
    const { control } = opened;
    return asOpenGateway(opened, {
      pay: ({ id, amount, vat, lines }, method = "CARD") =>
        control.createPayment({
          id,
          amount: { total: amount },
          // How much of each line is tax is the shop's to know: with several, any of it could be.
          items: lines?.map((line, index) => soldAs(index + 1, line, line)) ?? [soldAs(1, amount, vat)],
          method: method === "CARD" ? "card" : "virtualAccount",
        }),
      refuse: (paymentId) =>
        control.planFault({ hits: "cancel", paymentId, fault: { kind: "REFUSE", code: "EBP-D-0001" } }),
    });
  },

  settings: ({ clock, baseUrl, stranger = false, http }) => ({
    ebp: {
      baseUrl,
      accessKey: new Secret(ACCESS_KEY),
      hashKey: new Secret(stranger ? "another-hash-key" : HASH_KEY),
      context: {
        divisionCode: "DIV",
        storeId: STORE_ID,
        channelCode: "CH",
        ricCode: "KIC",
        countryCode: "KR",
        currencyCode: "KRW",
      },
      webhookSecrets: [],
      clock,
      ...(http && { http }),
    },
  }),

  isCancel: ({ path }) => path === "/api/v2/payment/cancel",
  oneWonLess: (answer) => {
    const cancelled = answer["data"] as Answer;
    const [item] = cancelled["items"] as Answer[];
    if (item) item["amount"] = Number(item["amount"]) - 1;
    cancelled["totalProductAmount"] = Number(cancelled["totalProductAmount"]) - 1;
  },
  aboutAnother: (answer) => void ((answer["data"] as Answer)["orderNo"] = "ORD-ANOTHER"),
};
