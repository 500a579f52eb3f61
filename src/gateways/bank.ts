/** The one table of banks (은행) for all gateways: a bank's number in Korea and what each gateway calls it. */
import type { Bank as PortoneBank } from "@portone/server-sdk/common";

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

type Row = readonly [code: string, portoneV2: PortoneName | null, ko: string, en: string, tossPay?: "tossPay"];

/**
 * Numbers: KFTC's, as the documents of PortOne V1, Toss Pay and NICE print them. Which enum name goes with which number
 * follows from the Korean titles in PortOne's OpenAPI document. Not here: numbers of offices that hold no accounts (093,
 * 095, 096, 099), and PortOne's `MISC_FOREIGN` and `KCIS`, for which no number is verified.
 */
const ROWS: readonly Row[] = [
  ["001", "BANK_OF_KOREA", "한국은행", "Bank of Korea"],
  ["002", "KDB", "산업은행", "Korea Development Bank", "tossPay"],
  ["003", "IBK", "기업은행", "Industrial Bank of Korea", "tossPay"],
  ["004", "KOOKMIN", "국민은행", "KB Kookmin Bank", "tossPay"],
  ["007", "SUHYUP", "수협은행", "Suhyup Bank", "tossPay"],
  ["008", "KEXIM", "수출입은행", "Export-Import Bank of Korea"],
  ["011", "NONGHYUP", "농협은행", "NH NongHyup Bank", "tossPay"],
  ["012", "LOCAL_NONGHYUP", "지역농축협", "Local NongHyup"],
  ["020", "WOORI", "우리은행", "Woori Bank", "tossPay"],
  ["023", "STANDARD_CHARTERED", "SC제일은행", "Standard Chartered Bank Korea", "tossPay"],
  ["027", "CITI", "한국씨티은행", "Citibank Korea", "tossPay"],
  ["030", "SUHYUP_FEDERATION", "수협중앙회", "National Federation of Fisheries Cooperatives"],
  ["031", "DAEGU", "아이엠뱅크(대구은행)", "iM Bank (Daegu Bank)", "tossPay"],
  ["032", "BUSAN", "부산은행", "Busan Bank", "tossPay"],
  ["034", "KWANGJU", "광주은행", "Kwangju Bank", "tossPay"],
  ["035", "JEJU", "제주은행", "Jeju Bank", "tossPay"],
  ["037", "JEONBUK", "전북은행", "Jeonbuk Bank", "tossPay"],
  ["039", "KYONGNAM", "경남은행", "Kyongnam Bank", "tossPay"],
  ["045", "KFCC", "새마을금고", "MG Community Credit Cooperatives", "tossPay"],
  ["048", "SHINHYUP", "신협", "Shinhyup (credit unions)", "tossPay"],
  ["050", "SAVINGS_BANK", "저축은행", "Savings banks", "tossPay"],
  ["052", "MORGAN_STANLEY", "모간스탠리은행", "Morgan Stanley Bank"],
  ["054", "HSBC", "HSBC은행", "HSBC"],
  ["055", "DEUTSCHE", "도이치은행", "Deutsche Bank"],
  ["057", "JPMC", "제이피모간체이스은행", "JPMorgan Chase Bank"],
  ["058", "MIZUHO", "미즈호은행", "Mizuho Bank"],
  ["059", "MUFG", "엠유에프지은행", "MUFG Bank"],
  ["060", "BANK_OF_AMERICA", "BOA은행", "Bank of America"],
  ["061", "BNP_PARIBAS", "비엔피파리바은행", "BNP Paribas"],
  ["062", "ICBC", "중국공상은행", "Industrial and Commercial Bank of China"],
  ["063", "BANK_OF_CHINA", "중국은행", "Bank of China"],
  ["064", "NFCF", "산림조합중앙회", "National Forestry Cooperative Federation", "tossPay"],
  ["065", "UOB", "대화은행", "United Overseas Bank"],
  ["066", "BOCOM", "교통은행", "Bank of Communications"],
  ["067", "CCB", "중국건설은행", "China Construction Bank"],
  ["071", "POST", "우체국", "Korea Post", "tossPay"],
  ["076", "KODIT", "신용보증기금", "Korea Credit Guarantee Fund"],
  ["077", "KIBO", "기술보증기금", "Korea Technology Finance Corporation"],
  ["081", "HANA", "하나은행", "Hana Bank", "tossPay"],
  ["088", "SHINHAN", "신한은행", "Shinhan Bank", "tossPay"],
  ["089", "K_BANK", "케이뱅크", "K Bank", "tossPay"],
  ["090", "KAKAO", "카카오뱅크", "Kakao Bank", "tossPay"],
  ["092", "TOSS", "토스뱅크", "Toss Bank", "tossPay"],
  ["094", "SGI", "서울보증보험", "Seoul Guarantee Insurance"],
  ["103", null, "SBI저축은행", "SBI Savings Bank", "tossPay"],
  ["209", "YUANTA_SECURITIES", "유안타증권", "Yuanta Securities"],
  ["218", "KB_SECURITIES", "KB증권", "KB Securities", "tossPay"],
  ["221", "SANGSANGIN_SECURITIES", "상상인증권", "Sangsangin Securities"],
  ["222", "HANYANG_SECURITIES", "한양증권", "Hanyang Securities"],
  ["223", "LEADING_SECURITIES", "리딩투자증권", "Leading Investment & Securities"],
  ["224", "BNK_SECURITIES", "BNK투자증권", "BNK Securities"],
  ["225", "IBK_SECURITIES", "IBK투자증권", "IBK Securities"],
  ["227", "DAOL_SECURITIES", "다올투자증권", "DAOL Investment & Securities"],
  ["238", "MIRAE_ASSET_SECURITIES", "미래에셋증권", "Mirae Asset Securities", "tossPay"],
  ["240", "SAMSUNG_SECURITIES", "삼성증권", "Samsung Securities", "tossPay"],
  ["243", "KOREA_SECURITIES", "한국투자증권", "Korea Investment & Securities", "tossPay"],
  ["247", "NH_SECURITIES", "NH투자증권", "NH Investment & Securities", "tossPay"],
  ["261", "KYOBO_SECURITIES", "교보증권", "Kyobo Securities", "tossPay"],
  ["262", "HI_SECURITIES", "하이투자증권", "HI Investment & Securities", "tossPay"],
  ["263", "HYUNDAI_MOTOR_SECURITIES", "현대차증권", "Hyundai Motor Securities", "tossPay"],
  ["264", "KIWOOM_SECURITIES", "키움증권", "Kiwoom Securities", "tossPay"],
  ["265", "EBEST_SECURITIES", "LS증권", "LS Securities (eBest)", "tossPay"],
  ["266", "SK_SECURITIES", "SK증권", "SK Securities", "tossPay"],
  ["267", "DAISHIN_SECURITIES", "대신증권", "Daishin Securities", "tossPay"],
  ["269", "HANHWA_SECURITIES", "한화투자증권", "Hanwha Investment & Securities", "tossPay"],
  ["270", "HANA_SECURITIES", "하나증권", "Hana Securities", "tossPay"],
  ["271", "TOSS_SECURITIES", "토스증권", "Toss Securities", "tossPay"],
  ["278", "SHINHAN_SECURITIES", "신한투자증권", "Shinhan Securities", "tossPay"],
  ["279", "DB_SECURITIES", "DB금융투자", "DB Financial Investment", "tossPay"],
  ["280", "EUGENE_SECURITIES", "유진투자증권", "Eugene Investment & Securities", "tossPay"],
  ["287", "MERITZ_SECURITIES", "메리츠증권", "Meritz Securities", "tossPay"],
  ["288", "KAKAO_PAY_SECURITIES", "카카오페이증권", "Kakao Pay Securities"],
  ["290", "BOOKOOK_SECURITIES", "부국증권", "Bookook Securities"],
  ["291", "SHINYOUNG_SECURITIES", "신영증권", "Shinyoung Securities"],
  ["292", "CAPE_SECURITIES", "케이프투자증권", "Cape Investment & Securities"],
  ["293", "KOREA_SECURITIES_FINANCE", "한국증권금융", "Korea Securities Finance Corporation"],
  ["294", "KOREA_FOSS_SECURITIES", "한국포스증권", "Korea FOSS Securities"],
  ["295", "WOORI_INVESTMENT_BANK", "우리종합금융", "Woori Investment Bank"],
];

/** All banks, by code. */
export const BANKS: readonly Bank[] = ROWS.map(([code, portoneV2, ko, en, tossPay]) =>
  Object.freeze({ code, portoneV2, ko, en, tossPay: tossPay !== undefined }),
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
