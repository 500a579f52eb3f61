/** A service, a PortOne sandbox and one ledger of points, with order services that can be started, cut off and killed. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { OrderServiceControl, type Behaviour } from "../../../sandbox/order-service/control.js";
import {
  startOrderService,
  type OrderServiceOptions,
  type RunningOrderService,
} from "../../../sandbox/order-service/server.js";
import { createEmptyDatabase } from "../../kit/database.js";
import { graphql, until } from "../../kit/server.js";
import { collect, newReturn, requestRefunds, type ShopRefund, type ShopReturn } from "../../kit/shop.js";
import { openApp, type OpenApp } from "../../server/open-app.js";
import { openLine, type Line } from "./cuttable-connection.js";
import { openSandbox, API_SECRET, STORE_ID, type OpenSandbox } from "../portone-v2/open-portone-v2.js";

/** An order whose points and card payments are open in their ledgers. */
interface PaidOrder {
  orderNo: string;
  gatewayPaymentId: string;
  accountId: string;
  /** In the points ledger. */
  pointsId: string;
  facts: Record<string, unknown>;
}

interface RefundNow {
  id: string;
  refundNo: string;
  status: string;
  gatewayPhase: string | null;
  refusalCause: string | null;
  gatewayMessage: string | null;
  version: number;
  amount: { amount: number };
  refundableAmount: { amount: number };
  attempts: { id: string; status: string; gatewayCancellationId: string | null; gatewayMessage: string | null }[];
  payment: { gateway: string; gatewayPaymentId: string; refundedAtGateway: { total: { amount: number } } };
  return: { refundStatus: string };
}

const REFUND_NOW = `query ($id: ID!) { refund(id: $id) {
  id refundNo status gatewayPhase refusalCause gatewayMessage version amount { amount } refundableAmount { amount }
  attempts { id status gatewayCancellationId gatewayMessage }
  payment { gateway gatewayPaymentId refundedAtGateway { total { amount } } }
  return { refundStatus }
} }`;

interface Instance {
  control: OrderServiceControl;
  lines: string[];
  close(): Promise<void>;
}

export interface OpenShop {
  context: OpenApp;
  portone: OpenSandbox;
  line: Line;
  ledgerUrl: string;
  /** One more order service on the ledger, behind the line; closed by `rest`. */
  start(options?: Partial<OrderServiceOptions>): Promise<Instance>;
  /** The same in a process of its own, to be killed. */
  spawn(): Promise<{ child: ChildProcess; control: OrderServiceControl }>;
  /** Closes what `start` started and kills what `spawn` spawned. */
  rest(): Promise<void>;
  /** An order paid with points, and the rest of it by card; needs a running order service. */
  order(
    control: OrderServiceControl,
    paid: { points: number; card?: number; units?: number; behaviour?: Behaviour },
  ): Promise<PaidOrder>;
  /** The goods are back and an operator asks for the money; the refunds, in the order of the payments. */
  requested(order: PaidOrder, line?: Partial<ShopReturn["line"]>): Promise<ShopRefund[]>;
  refund(id: string): Promise<RefundNow>;
  untilStatus(id: string, ...statuses: string[]): Promise<RefundNow>;
  operator<T>(query: string, variables: Record<string, unknown>): Promise<T>;
  serviceToken(expiresIn?: number): Promise<string>;
  end(): Promise<void>;
}

export async function openShop(): Promise<OpenShop> {
  const portone = await openSandbox();
  const context = await openApp({
    ROLE: "all",
    PORTONE_V2_BASE_URL: portone.sandbox.url,
    PORTONE_V2_API_SECRET: API_SECRET,
    PORTONE_V2_STORE_ID: STORE_ID,
    SWEEP_INTERVAL_MS: "500",
    SWEEP_GRACE_MS: "500",
  });
  const line = await openLine(context.app.url);
  const ledger = await createEmptyDatabase();
  const started = new Set<RunningOrderService>();
  const spawned: ChildProcess[] = [];
  const serviceToken = (expiresIn = 3_600): Promise<string> =>
    context.token({
      subject: "order-service",
      roles: ["service"],
      scopes: ["ledger-results:write", "events:read"],
      expiresIn,
    });

  const returnServiceToken = (): Promise<string> =>
    context.token({ subject: "return-service", roles: ["service"], scopes: ["returns:write"] });

  const shop: OpenShop = {
    context,
    portone,
    line,
    ledgerUrl: ledger.url,
    serviceToken,
    async start(options = {}) {
      const lines: string[] = [];
      const service = await startOrderService({
        databaseUrl: ledger.url,
        apiUrl: line.url,
        token: serviceToken,
        log: (text) => void lines.push(text),
        ...options,
      });
      started.add(service);
      const close = async (): Promise<void> => {
        started.delete(service);
        await service.close();
      };
      return { control: new OrderServiceControl(service.url), lines, close };
    },
    async spawn() {
      const tokenFile = join(context.dataDirectory, "order-service-token");
      writeFileSync(tokenFile, await serviceToken());
      const main = join(import.meta.dirname, "../../../sandbox/order-service/main.ts");
      const options = ["--database-url", ledger.url, "--api-url", line.url, "--token-file", tokenFile];
      const child = spawn(process.execPath, ["--import", "@oxc-node/core/register", main, ...options], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      spawned.push(child);
      const [text] = (await once(child.stdout, "data")) as [Buffer];
      return { child, control: new OrderServiceControl(/http:\S+/.exec(text.toString("utf8"))?.[0] ?? "") };
    },
    async rest() {
      line.down = false;
      line.reports = "PASS";
      line.failingReads = 0;
      for (const child of spawned.splice(0)) child.kill("SIGKILL");
      await Promise.all([...started].map((service) => service.close()));
      started.clear();
    },
    order: async (control, { points, card = 0, units = 1, behaviour }) => {
      const orderNo = `O-${randomUUID()}`;
      const accountId = `member-${randomUUID()}`;
      const [pointsId, gatewayPaymentId] = [`points-${orderNo}`, `pay-${orderNo}`];
      await control.openAccount({ id: accountId, kind: "POINTS", balance: points + 500 });
      await control.createPayment({ id: pointsId, accountId, amount: points, ...(behaviour && { behaviour }) });
      const paid = { captureState: "CAPTURED", paidAt: "2026-11-01T03:00:00.000Z" };
      const payments: object[] = [];
      if (card > 0) {
        await portone.control.createPayment({ id: gatewayPaymentId, amount: { total: card } });
        payments.push({
          paymentNo: "1",
          gateway: "PORTONE_V2",
          gatewayPaymentId,
          method: "CARD",
          amount: card,
          ...paid,
        });
      }
      const inPoints = { gateway: "MERCHANT_LEDGER", gatewayPaymentId: pointsId, method: "POINTS", amount: points };
      payments.push({ paymentNo: "2", ...inPoints, ...paid });
      const facts = {
        orderNo,
        currencyCode: "KRW",
        customerId: "honggildong77",
        customerName: "홍길동",
        payments,
        lines: [
          {
            lineNo: "1",
            kind: "PHYSICAL",
            taxCategory: "TAXABLE",
            name: "상품",
            quantity: units,
            amount: points + card,
          },
        ],
      };
      return { orderNo, gatewayPaymentId, accountId, pointsId, facts };
    },
    async requested(order, returned = {}) {
      const here = { url: context.app.url };
      const answer = await collect(here, await returnServiceToken(), order, newReturn(returned));
      expect(answer.userErrors).toEqual([]);
      const refunds = answer.return?.refunds ?? [];
      const { results } = await requestRefunds(here, await context.token(), refunds, randomUUID());
      expect(results.flatMap(({ userErrors }) => userErrors)).toEqual([]);
      return refunds;
    },
    refund: async (id) => (await shop.operator<{ refund: RefundNow }>(REFUND_NOW, { id })).refund,
    untilStatus: (id, ...statuses) =>
      until(async () => {
        const now = await shop.refund(id);
        return statuses.includes(now.gatewayPhase ?? now.status) && now;
      }),
    operator: async <T>(query: string, variables: Record<string, unknown>) => {
      const answer = await graphql<T>({ url: context.app.url }, await context.token(), query, variables);
      if (!answer.data) throw new Error(JSON.stringify(answer.errors));
      return answer.data;
    },
    async end() {
      await shop.rest();
      await line.close();
      await context.close();
      await portone.end();
      await ledger.drop();
    },
  };
  return shop;
}
