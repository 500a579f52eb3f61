/** The one matrix: which role holds which permission, and why. Whoever is not named here may not. */
import { Permission, type Role } from "./permission.js";

export interface MatrixRow {
  roles: readonly Role[];
  /** Why these and no others; printed in `docs/permissions.md`. */
  why: string;
}

export const MATRIX: Readonly<Record<Permission, MatrixRow>> = {
  [Permission.ReturnCollect]: {
    roles: ["service"],
    why: "Creates debts: only the return service, which saw the goods, hands over collected returns.",
  },
  [Permission.ReturnWithdraw]: {
    roles: ["service", "cs-agent"],
    why: "The return service, or the agent on the phone with a customer who keeps the goods.",
  },
  [Permission.PaymentCaptureReport]: {
    roles: ["service"],
    why: "A fact of the settlement service; a person who could state it could unlock partial refunds.",
  },

  [Permission.OrderRead]: {
    roles: ["refund-operator", "cs-agent", "approver", "analyst", "service"],
    why: "Needed to judge or explain a refund. Accountants and privacy officers work from the refund itself.",
  },
  [Permission.PaymentRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "analyst", "service"],
    why: "Amounts and balances, also for the books. A privacy officer needs no payments.",
  },
  [Permission.ReturnRead]: {
    roles: ["refund-operator", "cs-agent", "approver", "analyst", "service"],
    why: "Same as orders: what a refund is owed for.",
  },
  [Permission.RefundRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst", "service"],
    why: "The subject of the whole desk; personal data in it stays masked without a grant.",
  },
  [Permission.HistoryRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst", "service"],
    why: "Who decided what, without personal data: open to whoever may see the refund.",
  },
  [Permission.RefundSubscribe]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "service"],
    why: "Live work and live integration. Analysts and privacy officers look back, and a stream holds a connection.",
  },
  [Permission.AttemptExchangeRead]: {
    roles: ["refund-operator", "approver"],
    why: "Raw gateway exchanges, to find out what happened to money: those who may resolve it.",
  },

  [Permission.RefundPreview]: {
    roles: ["refund-operator", "cs-agent", "approver"],
    why: "Computes what a refund would be and stores nothing: those who request, explain or approve.",
  },
  [Permission.RefundRequest]: {
    roles: ["refund-operator"],
    why: "Sends money back: operators only; services hand over facts, people decide.",
  },
  [Permission.RefundApprove]: {
    roles: ["approver"],
    why: "The second pair of eyes; also declines. The requester is refused even when holding this role.",
  },
  [Permission.RefundRetry]: {
    roles: ["refund-operator"],
    why: "Sends money again after a definite no: the same people as a request.",
  },
  [Permission.RefundCancel]: {
    roles: ["refund-operator", "cs-agent"],
    why: "Moves no money; agents cancel when the customer changes their mind.",
  },
  [Permission.RefundReopen]: {
    roles: ["refund-operator"],
    why: "Brings a cancelled debt back to life, so as narrow as requesting it.",
  },
  [Permission.RefundResolveUnknown]: {
    roles: ["refund-operator", "approver"],
    why: "One states what they saw, a second one confirms; both sides need people.",
  },
  [Permission.RefundFallBack]: {
    roles: ["refund-operator", "cs-agent"],
    why: "Turns a gateway refund into a bank transfer: who works on it, or who has the customer on the phone.",
  },
  [Permission.RefundAccountChange]: {
    roles: ["cs-agent"],
    why: "Decides where money goes, so only the agent who hears it from the customer; an approval given before falls.",
  },
  [Permission.RefundReversalRecord]: {
    roles: ["refund-operator", "accountant"],
    why: "Who sees on the bank's or the gateway's statement that money came back.",
  },
  [Permission.RefundLegReport]: {
    roles: ["service"],
    why: "The order service keeps points and deposits; only it knows what it booked.",
  },

  [Permission.GatewayRuleRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "analyst", "service"],
    why: "Why a payment can or cannot be refunded, for everybody who is asked that.",
  },
  [Permission.GatewayRuleCorrect]: {
    roles: ["approver"],
    why: "A wrong rule blocks or opens refunds of many payments: decided by those who approve, never per refund.",
  },

  [Permission.SchemaIntrospect]: {
    roles: ["analyst", "service"],
    why: "Where introspection is not open to all (production): explorers of data, and clients that build from the schema.",
  },
  [Permission.MetricsRead]: {
    roles: ["service"],
    why: "Read by the monitoring system, which is a service; people look at its dashboards.",
  },
};
