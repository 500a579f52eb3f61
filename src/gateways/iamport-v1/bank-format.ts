/**
 * `refund_bank`: i'mport passes it on unread, so every provider (PG) wants the bank in a format of its own. Gateway rules (BANKS)
 * say the same of which banks a provider can pay to, before anything is asked; a bank they are corrected by needs its number here.
 */
import { bankOf } from "../bank.js";
import type { ProviderName } from "../port.js";

/** KFTC codes of the 22 banks in the tables of NHN KCP, KG Inicis and the providers with three digits. */
const COMMON = [
  ...["002", "003", "004", "007", "011", "012", "020", "023", "027", "031", "032"],
  ...["034", "037", "039", "045", "048", "071", "081", "088", "089", "090", "092"],
];

/** The new NICE module (신나이스). */
const NICE_V2 = ["003", "004", "011", "020", "023", "031", "032", "034", "071", "081", "088", "089"];

const WELCOME = ["003", "004", "007", "020", "031", "032", "034", "037", "039", "081", "088", "089"];

/** Kiwoompay (키움페이, once Daou) has a numbering that is not KFTC's. Its 05 was Korea Exchange Bank, which is Hana today. */
const DAOU: ReadonlyMap<string, string> = new Map([
  ["003", "03"],
  ["004", "04"],
  ["011", "08"],
  ["020", "09"],
  ["023", "11"],
  ["032", "15"],
  ["071", "31"],
  ["081", "12"],
  ["088", "10"],
]);

const formatted = (codes: readonly string[], format: (code: string) => string): ReadonlyMap<string, string> =>
  new Map(codes.map((code) => [code, format(code)]));

const twoDigits = (code: string): string => code.slice(1);
const threeDigits = formatted(COMMON, (code) => code);

/** KFTC code → `refund_bank`. A provider that is not here has no published table. Source: PortOne's page of bank codes by PG, V1. */
const FORMATS: Readonly<Partial<Record<ProviderName, ReadonlyMap<string, string>>>> = {
  KCP: formatted(COMMON, (code) => `BK${twoDigits(code)}`),
  INICIS: formatted(COMMON, twoDigits),
  TOSS_PAYMENTS: threeDigits,
  DANAL: threeDigits,
  NICE: threeDigits,
  KICC: threeDigits,
  SMARTRO: threeDigits,
  SMARTRO_V2: threeDigits,
  HECTO: threeDigits,
  NICE_V2: formatted(NICE_V2, (code) => code),
  WELCOME: formatted(WELCOME, (code) => code),
  DAOU,
};

/**
 * The value of `refund_bank`, from KFTC's three digits. null when that provider cannot pay to that bank, when it has
 * no table, or when nobody told us the provider: a guessed format could name another bank.
 */
export const refundBank = (provider: ProviderName | null, bankCode: string): string | null =>
  (provider === null ? undefined : FORMATS[provider])?.get(bankOf(bankCode)?.code ?? "") ?? null;
