/** The one table of banks (은행) for all gateways: a bank's number in Korea and what each gateway calls it. Its names are in messages/. */
import type { Bank as PortoneBank } from "@portone/server-sdk/common";
import { nameOf } from "../messages/catalogue.js";

export interface Bank {
  /** KFTC's three digits (금융결제원 은행코드): our own word for a bank. */
  readonly code: string;
  /** PortOne V2's enum name; null where it has none. */
  readonly portoneV2: PortoneName | null;
  readonly ko: string;
  readonly en: string;
  /** True when Toss Pay's list of banks has it. */
  readonly tossPay: boolean;
}

/** The SDK's type also admits any other string, for the names PortOne may add tomorrow; this table has only known ones. */
type Known<T> = T extends string ? (string extends T ? never : T) : never;
type PortoneName = Known<PortoneBank>;

type Row = readonly [code: string, portoneV2: PortoneName | null, tossPay?: "tossPay"];

/**
 * Numbers: KFTC's, as the documents of PortOne V1, Toss Pay and NICE print them. Which enum name goes with which number
 * follows from the Korean titles in PortOne's OpenAPI document. Not here: numbers of offices that hold no accounts (093,
 * 095, 096, 099), and PortOne's `MISC_FOREIGN` and `KCIS`, for which no number is verified.
 */
const ROWS: readonly Row[] = [
  ["001", "BANK_OF_KOREA"],
  ["002", "KDB", "tossPay"],
  ["003", "IBK", "tossPay"],
  ["004", "KOOKMIN", "tossPay"],
  ["007", "SUHYUP", "tossPay"],
  ["008", "KEXIM"],
  ["011", "NONGHYUP", "tossPay"],
  ["012", "LOCAL_NONGHYUP"],
  ["020", "WOORI", "tossPay"],
  ["023", "STANDARD_CHARTERED", "tossPay"],
  ["027", "CITI", "tossPay"],
  ["030", "SUHYUP_FEDERATION"],
  ["031", "DAEGU", "tossPay"],
  ["032", "BUSAN", "tossPay"],
  ["034", "KWANGJU", "tossPay"],
  ["035", "JEJU", "tossPay"],
  ["037", "JEONBUK", "tossPay"],
  ["039", "KYONGNAM", "tossPay"],
  ["045", "KFCC", "tossPay"],
  ["048", "SHINHYUP", "tossPay"],
  ["050", "SAVINGS_BANK", "tossPay"],
  ["052", "MORGAN_STANLEY"],
  ["054", "HSBC"],
  ["055", "DEUTSCHE"],
  ["057", "JPMC"],
  ["058", "MIZUHO"],
  ["059", "MUFG"],
  ["060", "BANK_OF_AMERICA"],
  ["061", "BNP_PARIBAS"],
  ["062", "ICBC"],
  ["063", "BANK_OF_CHINA"],
  ["064", "NFCF", "tossPay"],
  ["065", "UOB"],
  ["066", "BOCOM"],
  ["067", "CCB"],
  ["071", "POST", "tossPay"],
  ["076", "KODIT"],
  ["077", "KIBO"],
  ["081", "HANA", "tossPay"],
  ["088", "SHINHAN", "tossPay"],
  ["089", "K_BANK", "tossPay"],
  ["090", "KAKAO", "tossPay"],
  ["092", "TOSS", "tossPay"],
  ["094", "SGI"],
  ["103", null, "tossPay"],
  ["209", "YUANTA_SECURITIES"],
  ["218", "KB_SECURITIES", "tossPay"],
  ["221", "SANGSANGIN_SECURITIES"],
  ["222", "HANYANG_SECURITIES"],
  ["223", "LEADING_SECURITIES"],
  ["224", "BNK_SECURITIES"],
  ["225", "IBK_SECURITIES"],
  ["227", "DAOL_SECURITIES"],
  ["238", "MIRAE_ASSET_SECURITIES", "tossPay"],
  ["240", "SAMSUNG_SECURITIES", "tossPay"],
  ["243", "KOREA_SECURITIES", "tossPay"],
  ["247", "NH_SECURITIES", "tossPay"],
  ["261", "KYOBO_SECURITIES", "tossPay"],
  ["262", "HI_SECURITIES", "tossPay"],
  ["263", "HYUNDAI_MOTOR_SECURITIES", "tossPay"],
  ["264", "KIWOOM_SECURITIES", "tossPay"],
  ["265", "EBEST_SECURITIES", "tossPay"],
  ["266", "SK_SECURITIES", "tossPay"],
  ["267", "DAISHIN_SECURITIES", "tossPay"],
  ["269", "HANHWA_SECURITIES", "tossPay"],
  ["270", "HANA_SECURITIES", "tossPay"],
  ["271", "TOSS_SECURITIES", "tossPay"],
  ["278", "SHINHAN_SECURITIES", "tossPay"],
  ["279", "DB_SECURITIES", "tossPay"],
  ["280", "EUGENE_SECURITIES", "tossPay"],
  ["287", "MERITZ_SECURITIES", "tossPay"],
  ["288", "KAKAO_PAY_SECURITIES"],
  ["290", "BOOKOOK_SECURITIES"],
  ["291", "SHINYOUNG_SECURITIES"],
  ["292", "CAPE_SECURITIES"],
  ["293", "KOREA_SECURITIES_FINANCE"],
  ["294", "KOREA_FOSS_SECURITIES"],
  ["295", "WOORI_INVESTMENT_BANK"],
];

/** All banks, by code. */
export const BANKS: readonly Bank[] = ROWS.map(([code, portoneV2, tossPay]) =>
  Object.freeze({
    code,
    portoneV2,
    ko: nameOf("ko", "bank", code),
    en: nameOf("en", "bank", code),
    tossPay: tossPay !== undefined,
  }),
);

const BY_CODE: ReadonlyMap<string, Bank> = new Map(BANKS.map((bank) => [bank.code, bank]));
const BY_PORTONE_V2: ReadonlyMap<string | null, Bank> = new Map(
  BANKS.filter((bank) => bank.portoneV2 !== null).map((bank) => [bank.portoneV2, bank]),
);

/**
 * Numbers of banks that are another bank today, by the number of their successor: old accounts still name them. Left out are
 * numbers about which public lists disagree (009, 018, 036; 026 is the old 신한 to KG Inicis and 서울 to NICE), and those of a bank without a successor (056).
 */
const MERGED: ReadonlyMap<string, string> = new Map([
  // Korea Exchange Bank (외환). Sources: PortOne's pull request 172, Toss Pay's accountBankCode, NICE's code.md, which still issues it.
  ["005", "081"],
  // KG Inicis's bank codes, as several integrations repeat them: 주택, 축협, 조흥, 상업, 한일, 서울, 강원, 씨티, 평화.
  ["006", "004"],
  ["016", "011"],
  ["021", "088"],
  ["022", "020"],
  ["024", "020"],
  ["025", "081"],
  ["038", "088"],
  ["053", "027"],
  ["083", "020"],
  // A public integration of Settlebank's virtual accounts: numbers that deposits come from beside those of its own list.
  ["010", "011"],
  ["013", "012"],
  ["014", "012"],
  ["017", "012"],
  ["019", "004"],
  ["046", "045"],
  ["047", "048"],
  ["072", "071"],
  ["080", "081"],
  ["084", "020"],
  // Brokers: KB투자 (beside 218), 미래에셋 before 대우 (Toss Pay's list has both), 아이엠투자, NH농협. Sources: public lists that have both numbers.
  ["226", "218"],
  ["230", "238"],
  ["268", "287"],
  ["289", "247"],
]);

/** The bank of KFTC's three digits, exactly as written, or the one that took it over; null for anything else. */
export const bankOf = (code: string): Bank | null => BY_CODE.get(MERGED.get(code) ?? code) ?? null;

/** The bank of a PortOne V2 enum name; null for a name without a number of its own, or one of tomorrow. */
export const bankOfPortoneV2 = (name: string): Bank | null => BY_PORTONE_V2.get(name) ?? null;

/**
 * The bank of a Toss Pay `accountBankCode`. Toss writes it with or without leading zeros (`"88"`). null for what is no
 * bank: 888 is Toss Money, 889 Toss points.
 */
export function bankOfTossPay(code: string): Bank | null {
  if (!/^\d{1,3}$/.test(code)) return null;
  return bankOf(code.padStart(3, "0"));
}
