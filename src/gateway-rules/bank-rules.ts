/**
 * Banks each provider can pay to, inserted by a migration of its day. Like the other rules of this repository they are
 * never edited afterwards (a test holds their fingerprint).
 */
import { BANKS } from "../gateways/bank.js";
import type { ProviderName } from "../gateways/port.js";
import { ADDED_RULES } from "./added-rules.js";
import { INITIAL_RULES } from "./initial-rules.js";
import { recorded, rule, type Draft } from "./rule-draft.js";
import type { GatewayRule } from "./terms.js";

const BANKS_BY_PG = "PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06";
const PORTONE_BANKS = "PortOne V2, OpenAPI 1.16.0, enum Bank; read as of 2026-08-06";

/** The 22 banks in the tables of NHN KCP, KG Inicis and the providers with three digits. */
const COMMON = [
  ...["002", "003", "004", "007", "011", "012", "020", "023", "027", "031", "032"],
  ...["034", "037", "039", "045", "048", "071", "081", "088", "089", "090", "092"],
];
/** The new NICE module (신나이스). */
const NICE_V2 = ["003", "004", "011", "020", "023", "031", "032", "034", "071", "081", "088", "089"];
const WELCOME = ["003", "004", "007", "020", "031", "032", "034", "037", "039", "081", "088", "089"];
/** Kiwoompay (키움페이, once Daou). */
const DAOU = ["003", "004", "011", "020", "023", "032", "071", "081", "088"];

const TABLES: Partial<Record<ProviderName, string[]>> = {
  KCP: COMMON,
  INICIS: COMMON,
  TOSS_PAYMENTS: COMMON,
  NICE: COMMON,
  NICE_V2,
  DANAL: COMMON,
  KICC: COMMON,
  SMARTRO: COMMON,
  SMARTRO_V2: COMMON,
  WELCOME,
  HECTO: COMMON,
  DAOU,
};

const DRAFTS: readonly Draft[] = [
  rule(
    "BANKS",
    { gateway: "PORTONE_V2" },
    { codes: BANKS.filter(({ portoneV2 }) => portoneV2 !== null).map(({ code }) => code) },
    PORTONE_BANKS,
    "The banks PortOne has a name for; by PG no list is published for V2.",
  ),
  rule(
    "BANKS",
    { gateway: "IAMPORT_V1" },
    { codes: [] },
    BANKS_BY_PG,
    "A PG without a table there: i'mport passes a number on unread, and a guessed one could name another bank.",
  ),
  ...Object.entries(TABLES).map(([provider, codes]) =>
    rule("BANKS", { gateway: "IAMPORT_V1", provider: provider as ProviderName }, { codes }, BANKS_BY_PG),
  ),
];

export const BANK_RULES: readonly GatewayRule[] = recorded(DRAFTS, {
  from: INITIAL_RULES.length + ADDED_RULES.length + 1,
  by: "system:bank-rules",
  at: new Date("2026-11-29T13:30:00.000Z"),
});
