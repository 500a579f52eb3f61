/** The one matrix: which role of a person and which scope of a program holds which permission, and why. Whoever is not named here may not. */
import { Permission, type PersonRole, type Scope } from "./permission.js";

export interface MatrixRow {
  roles: readonly PersonRole[];
  /** Of programs: what each needs for its work and to read back what came of it. */
  scopes: readonly Scope[];
  /** Why these and no others; printed in `docs/permissions.md`. */
  why: string;
}

export const MATRIX: Readonly<Record<Permission, MatrixRow>> = {
  [Permission.OrderReport]: {
    roles: [],
    scopes: ["returns:write"],
    why: "Facts of an order: only the service that hands over its returns, too; by itself nothing is owed for it.",
  },
  [Permission.ReturnCollect]: {
    roles: [],
    scopes: ["returns:write"],
    why: "Creates debts: only the return service, which saw the goods, hands over collected returns.",
  },
  [Permission.ReturnWithdraw]: {
    roles: ["cs-agent"],
    scopes: ["returns:write"],
    why: "The return service, or the agent on the phone with a customer who does not send the goods back.",
  },
  [Permission.PaymentCaptureReport]: {
    roles: [],
    scopes: ["captures:write"],
    why: "A fact of the settlement service; a person who could state it could unlock partial refunds.",
  },
  [Permission.OrderFactsCorrect]: {
    roles: ["refund-operator", "approver"],
    scopes: [],
    why: "Facts reported wrongly block or open refunds: one proposes, a second one confirms; both sides need people.",
  },

  [Permission.OrderRead]: {
    roles: ["refund-operator", "cs-agent", "approver", "analyst"],
    scopes: ["returns:write", "events:read"],
    why: "Needed to judge or explain a refund. Accountants and privacy officers work from the refund itself.",
  },
  [Permission.PaymentRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "analyst"],
    scopes: ["returns:write", "captures:write", "ledger-results:write"],
    why: "Amounts and balances, also for the books. A privacy officer needs no payments; a program only those it reports about.",
  },
  [Permission.ReturnRead]: {
    roles: ["refund-operator", "cs-agent", "approver", "analyst"],
    scopes: ["returns:write", "events:read"],
    why: "The return a refund is owed for: same as orders.",
  },
  [Permission.RefundRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst"],
    scopes: ["returns:write", "ledger-results:write", "events:read"],
    why: "The subject of the whole service; personal data in it stays masked without a grant.",
  },
  [Permission.HistoryRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst"],
    scopes: ["events:read"],
    why: "The record of who decided what, without personal data: open to whoever may see the refund.",
  },
  [Permission.NoteRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer"],
    scopes: [],
    why: "A text that somebody wrote may name people: for those who decide by it, and the privacy officer; no program and no analyst needs it.",
  },
  [Permission.NoteAdd]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver"],
    scopes: [],
    why: "Changes nothing of a refund: everybody who works on refunds; programs report facts instead.",
  },
  [Permission.WorkItemRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "analyst"],
    scopes: [],
    why: "The work there is, for everybody who works on refunds, and who looks at how it goes. Programs read the refunds themselves.",
  },
  [Permission.WorkItemHandle]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver"],
    scopes: [],
    why: "Assigning and snoozing: changes no refund and hides nothing for long, so everybody who works on refunds.",
  },
  [Permission.WorkItemClose]: {
    roles: ["refund-operator", "approver"],
    scopes: [],
    why: "Takes an alarm out of everybody's sight: those who resolve what is unknown, with a reason that stays.",
  },
  [Permission.CustomerSearch]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer"],
    scopes: [],
    why: "Finds what a customer on the phone asks about: those who work on refunds, each with the grant of the value they search by, and every search is recorded.",
  },
  [Permission.PersonalDataReveal]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer"],
    scopes: [],
    why: "Opens one refund's data for those who talk to the customer, compare or pay; nothing without the grants, and every look is recorded with its reason. No analyst and no program needs it.",
  },
  [Permission.PersonalDataAccessReview]: {
    roles: ["privacy-officer"],
    scopes: [],
    why: "Looks over who saw whose data: the officer only, for whoever works with the data would look over themselves.",
  },
  [Permission.PersonRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst"],
    scopes: [],
    why: "The names and roles of colleagues, for colleagues; a program has the subjects.",
  },
  [Permission.FiguresRead]: {
    roles: ["refund-operator", "accountant", "approver", "analyst"],
    scopes: [],
    why: "Sums of the whole shop and of no single refund: who steers the work, closes the books, or looks at how it goes.",
  },
  [Permission.PersonFiguresRead]: {
    roles: ["approver", "analyst"],
    scopes: [],
    why: "The work each colleague did is about people: only for those who lead the work, and those who look at how it goes; nobody measures the colleague beside them.",
  },
  [Permission.SavedViewUse]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst"],
    scopes: [],
    why: "A name for a filter, which opens nothing: for all people who read lists; a program has its own.",
  },
  [Permission.SavedViewTidy]: {
    roles: ["approver"],
    scopes: [],
    why: "Somebody must be able to take away what a colleague shared and left behind: those who lead the work.",
  },
  [Permission.RefundSubscribe]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver"],
    scopes: ["events:read"],
    why: "Live work and live integration. Analysts and privacy officers look back, and a stream holds a connection.",
  },
  [Permission.AttemptExchangeRead]: {
    roles: ["refund-operator", "approver"],
    scopes: [],
    why: "Raw gateway exchanges, to find out what happened to money: those who may resolve it.",
  },

  [Permission.RefundPreview]: {
    roles: ["refund-operator", "cs-agent", "approver"],
    scopes: [],
    why: "Computes what a refund would be and stores nothing: those who request, explain or approve.",
  },
  [Permission.RefundRequest]: {
    roles: ["refund-operator"],
    scopes: [],
    why: "Sends money back: operators only; services hand over facts, people decide.",
  },
  [Permission.RefundApprove]: {
    roles: ["approver"],
    scopes: [],
    why: "The second pair of eyes; also declines. The requester is refused even when holding this role.",
  },
  [Permission.RefundRetry]: {
    roles: ["refund-operator"],
    scopes: [],
    why: "Sends money again after a definite no: the same people as a request.",
  },
  [Permission.RefundCancel]: {
    roles: ["refund-operator", "cs-agent"],
    scopes: [],
    why: "Moves no money; agents cancel when the customer changes their mind.",
  },
  [Permission.RefundReopen]: {
    roles: ["refund-operator"],
    scopes: [],
    why: "Brings a cancelled debt back to life, so as narrow as requesting it.",
  },
  [Permission.RefundResolveUnknown]: {
    roles: ["refund-operator", "approver"],
    scopes: [],
    why: "One states what they saw, a second one confirms; both sides need people.",
  },
  [Permission.RefundFallBack]: {
    roles: ["refund-operator", "cs-agent"],
    scopes: [],
    why: "Turns a gateway refund into a bank transfer: who works on it, or who has the customer on the phone.",
  },
  [Permission.RefundAccountChange]: {
    roles: ["cs-agent"],
    scopes: [],
    why: "Decides where money goes, so only the agent who hears it from the customer; an approval given before falls.",
  },
  [Permission.RefundReversalRecord]: {
    roles: ["refund-operator", "accountant"],
    scopes: [],
    why: "People who see on the bank's or the gateway's statement that money came back.",
  },
  [Permission.RefundMatchCancellation]: {
    roles: ["refund-operator"],
    scopes: [],
    why: "Says that money which moved at the gateway without this service was this refund: moves none, and is known to who works in the gateway's console.",
  },
  [Permission.RefundAmountLower]: {
    roles: ["refund-operator"],
    scopes: [],
    why: "Moves no money and pays nobody more: says that a part of the debt was settled in another way.",
  },
  [Permission.ManualRefundAccept]: {
    roles: ["cs-agent"],
    scopes: [],
    why: "Registers money for an account without a return behind it: only the agent who hears it from the customer, and never alone, for a second person approves each.",
  },
  [Permission.ManualRefundResultRecord]: {
    roles: ["accountant"],
    scopes: [],
    why: "Says what the bank did: whoever pays there, and nobody who may ask for or approve the money.",
  },
  [Permission.RefundLedgerResultReport]: {
    roles: [],
    scopes: ["ledger-results:write"],
    why: "Points and deposits live in the order service; only it knows what it booked.",
  },

  [Permission.GatewayRuleRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "analyst"],
    scopes: ["returns:write"],
    why: "The rules for which a payment can or cannot be refunded, for everybody who is asked that; the return service asks for an account where they say so.",
  },
  [Permission.GatewayRuleCorrect]: {
    roles: ["approver"],
    scopes: [],
    why: "A wrong rule blocks or opens refunds of many payments: decided by those who approve, never per refund.",
  },

  [Permission.CalendarRead]: {
    roles: ["refund-operator", "cs-agent", "accountant", "approver", "privacy-officer", "analyst"],
    scopes: ["returns:write"],
    why: "Public days that due days are counted with, for everybody who is asked when the money is due; no personal data.",
  },
  [Permission.HolidayRecord]: {
    roles: ["approver"],
    scopes: [],
    why: "A holiday moves the due days of many refunds: recorded by those who approve, with a reason, and every move leaves its trace.",
  },

  [Permission.SchemaIntrospect]: {
    roles: ["analyst"],
    scopes: ["returns:write", "captures:write", "ledger-results:write", "events:read"],
    why: "Needed where introspection is not open to all (production): explorers of data, and clients that build from the schema.",
  },
  [Permission.MetricsRead]: {
    roles: [],
    scopes: ["metrics:read"],
    why: "Read by the monitoring system, which reads nothing else; people look at its dashboards.",
  },
};
