/** Payments, cancellations and webhooks as the vendor's API shows them. */
import type { WebhookAttemptRow } from "../kit/webhook/webhook-outbox.js";
import type { CancellationRow, EasyPayMethod, Method, PaymentRow } from "./payment.js";
import type { PortoneWebhookRow } from "./webhook.js";

type Json = Record<string, unknown>;

const CARD: Json = {
  type: "PaymentMethodCard",
  card: { issuer: "SHINHAN_CARD", brand: "LOCAL", type: "CREDIT", ownerType: "PERSONAL", number: "123456******1234" },
  approvalNumber: "00000000",
  installment: { month: 0, isInterestFree: false },
  pointUsed: false,
};
const TRANSFER: Json = { type: "PaymentMethodTransfer", bank: "KOOKMIN" };

const METHOD_VIEWS: Readonly<Record<Exclude<Method, "virtualAccount" | "easyPay">, Json>> = {
  card: CARD,
  transfer: TRANSFER,
  mobile: { type: "PaymentMethodMobile" },
};

const EASY_PAY_METHOD_VIEWS: Readonly<Record<EasyPayMethod, Json | null>> = {
  card: CARD,
  charge: { type: "PaymentMethodEasyPayMethodCharge" },
  transfer: TRANSFER,
  unnamed: null,
};

/** A shop usually gives a week to pay; only the look of it matters here. */
const VIRTUAL_ACCOUNT_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

function methodView(row: PaymentRow): Json {
  if (row.method === "easyPay") {
    const easyPayMethod = EASY_PAY_METHOD_VIEWS[row.easy_pay_method];
    return { type: "PaymentMethodEasyPay", provider: "KAKAOPAY", ...(easyPayMethod && { easyPayMethod }) };
  }
  if (row.method !== "virtualAccount") return METHOD_VIEWS[row.method];
  return {
    type: "PaymentMethodVirtualAccount",
    bank: "SHINHAN",
    accountNumber: "00000000000000",
    accountType: "NORMAL",
    remitteeName: "샌드박스",
    remitterName: "샌드박스고객",
    expiredAt: new Date(row.requested_at.getTime() + VIRTUAL_ACCOUNT_LIFETIME_MS).toISOString(),
    issuedAt: row.requested_at.toISOString(),
    ...(row.refund_status !== null && { refundStatus: row.refund_status }),
  };
}

/** A wallet's discount without a promotion is its own points (적립형 포인트): they go back as points, and are named. */
export function cancellationView(row: CancellationRow, payment: Pick<PaymentRow, "method" | "promotion">): Json {
  const points = payment.method === "easyPay" && payment.promotion === null ? row.total - row.paid_back : 0;
  return {
    status: row.status,
    id: row.id,
    ...(row.pg_cancellation_id !== null && { pgCancellationId: row.pg_cancellation_id }),
    totalAmount: row.total,
    taxFreeAmount: row.tax_free,
    vatAmount: row.vat,
    ...(points > 0 && { easyPayDiscountAmount: points }),
    reason: row.reason,
    ...(row.cancelled_at && { cancelledAt: row.cancelled_at.toISOString() }),
    requestedAt: row.requested_at.toISOString(),
    ...(row.receipt_url !== null && { receiptUrl: row.receipt_url }),
    trigger: row.trigger,
  };
}

export function paymentView(
  row: PaymentRow,
  rest: {
    storeId: string;
    cancellations: CancellationRow[];
    webhooks: (PortoneWebhookRow & { deliveries: WebhookAttemptRow[] })[];
  },
): Json {
  return {
    status: row.status,
    id: row.id,
    transactionId: row.transaction_id,
    merchantId: "merchant-sandbox",
    storeId: rest.storeId,
    method: methodView(row),
    channel: {
      type: "TEST",
      id: "channel-id-sandbox",
      key: "channel-key-sandbox",
      name: "sandbox",
      pgProvider: row.pg_provider,
      pgMerchantId: "sandbox",
    },
    version: "V2",
    webhooks: rest.webhooks.map((webhook) => webhookView(webhook, webhook.deliveries)),
    requestedAt: row.requested_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    statusChangedAt: row.status_changed_at.toISOString(),
    orderName: row.order_name,
    amount: {
      total: row.total,
      taxFree: row.tax_free,
      vat: row.vat,
      supply: row.total - row.tax_free - row.vat,
      discount: row.total - row.paid,
      paid: row.paid,
      cancelled: row.cancelled,
      cancelledTaxFree: rest.cancellations
        .filter((cancellation) => cancellation.status === "SUCCEEDED")
        .reduce((sum, cancellation) => sum + cancellation.tax_free, 0),
    },
    currency: row.currency,
    customer: { id: "customer-sandbox" },
    origin: { platformType: "PC", ipAddress: "127.0.0.1" },
    ...(row.promotion && { promotionId: "promotion-sandbox" }),
    ...(row.paid_at && { paidAt: row.paid_at.toISOString() }),
    ...byStatus(
      row,
      rest.cancellations.map((cancellation) => cancellationView(cancellation, row)),
    ),
  };
}

/** Fields that the vendor's union requires of each status, and of no other. */
function byStatus(row: PaymentRow, cancellations: Json[]): Json {
  switch (row.status) {
    case "PAID":
      return { disputes: row.disputes, ...(cancellations.length > 0 && { cancellations }) };
    case "PARTIAL_CANCELLED":
    case "CANCELLED":
      return { cancellations, cancelledAt: (row.cancelled_at ?? row.status_changed_at).toISOString() };
    case "FAILED":
      return {
        failedAt: row.status_changed_at.toISOString(),
        failure: { reason: "Refused by the sandbox.", pgCode: "SANDBOX_FAILED", pgMessage: "결제 실패" },
      };
    case "READY":
    case "PAY_PENDING":
    case "VIRTUAL_ACCOUNT_ISSUED":
      return {};
  }
}

export function webhookView(webhook: PortoneWebhookRow, deliveries: WebhookAttemptRow[]): Json {
  const last = deliveries.at(-1);
  return {
    paymentStatus: webhook.payment_status,
    id: webhook.id,
    ...(webhook.status !== "WAITING" && webhook.status !== "DROPPED" && { status: webhook.status }),
    url: last?.url ?? "",
    isAsync: false,
    currentExecutionCount: webhook.attempts,
    ...(webhook.manual_resends > 0 && { trigger: "MANUAL" }),
    request: { body: webhook.body },
    ...(last && { triggeredAt: last.at.toISOString() }),
  };
}
