/** Bank codes: the standard three digits of GET /banks, and the format each PG takes in `refund_bank`. */

/** By the standard code of 금융결제원 (KFTC). Source: the vendor's client and the bank table of its guide. */
export const BANKS: Readonly<Record<string, string>> = {
  "001": "한국은행",
  "002": "산업은행",
  "003": "기업은행",
  "004": "국민은행",
  "005": "외환은행",
  "007": "수협",
  "008": "수출입은행",
  "011": "농협은행",
  "012": "지역농·축협",
  "020": "우리은행",
  "023": "SC제일은행",
  "027": "한국씨티은행",
  "031": "대구은행",
  "032": "부산은행",
  "034": "광주은행",
  "035": "제주은행",
  "037": "전북은행",
  "039": "경남은행",
  "045": "새마을금고",
  "048": "신협",
  "050": "상호저축은행",
  "052": "모건스탠리은행",
  "054": "HSBC은행",
  "055": "도이치은행",
  "057": "제이피모건체이스은행",
  "058": "미즈호은행",
  "059": "엠유에프지은행",
  "060": "BOA은행",
  "061": "비엔피파리바은행",
  "062": "중국공상은행",
  "063": "중국은행",
  "064": "산림조합중앙회",
  "065": "대화은행",
  "066": "교통은행",
  "067": "중국건설은행",
  "071": "우체국",
  "076": "신용보증기금",
  "077": "기술보증기금",
  "081": "하나은행",
  "088": "신한은행",
  "089": "케이뱅크",
  "090": "카카오뱅크",
  "092": "토스뱅크",
  "094": "서울보증보험",
  "209": "유안타증권",
  "218": "KB증권",
  "221": "상상인증권",
  "222": "한양증권",
  "223": "리딩투자증권",
  "224": "BNK투자증권",
  "225": "IBK투자증권",
  "227": "다올투자증권",
  "238": "미래에셋증권",
  "240": "삼성증권",
  "243": "한국투자증권",
  "247": "NH투자증권",
  "261": "교보증권",
  "262": "하이투자증권",
  "263": "현대차증권",
  "264": "키움증권",
  "265": "LS증권",
  "266": "SK증권",
  "267": "대신증권",
  "269": "한화투자증권",
  "270": "하나증권",
  "271": "토스증권",
  "278": "신한투자증권",
  "279": "DB금융투자",
  "280": "유진투자증권",
  "287": "메리츠증권",
  "288": "카카오페이증권",
  "290": "부국증권",
  "291": "신영증권",
  "292": "케이프투자증권",
  "293": "한국증권금융",
  "294": "한국포스증권",
  "295": "우리종합금융",
};

type Table = ReadonlyMap<string, string>;

const table = (standard: readonly string[], format: (code: string) => string): Table =>
  new Map(standard.map((code) => [format(code), code]));

const THREE_DIGITS = table(Object.keys(BANKS), (code) => code);
/** The banks the guide lists for NHN KCP; KG이니시스 takes the same numbers without `BK`. */
const TWO_DIGIT_BANKS = "002 003 004 007 011 012 020 023 027 031 032 034 037 039 045 048 071 081 088 089 090 092".split(
  " ",
);
const KCP = table(TWO_DIGIT_BANKS, (code) => `BK${code.slice(1)}`);
const INICIS = table(TWO_DIGIT_BANKS, (code) => code.slice(1));
const NICE_V2 = table("003 004 011 020 023 031 032 034 071 081 088 089".split(" "), (code) => code);
const WELCOME = table("003 004 007 020 031 032 034 037 039 081 088 089".split(" "), (code) => code);
/** 키움페이 numbers banks in its own way, and pays to no others. */
const DAOU: Table = new Map([
  ["03", "003"],
  ["04", "004"],
  ["05", "005"],
  ["08", "011"],
  ["09", "020"],
  ["10", "088"],
  ["11", "023"],
  ["12", "081"],
  ["15", "032"],
  ["31", "071"],
]);

/** Source: the vendor's bank code page, one table per PG. A PG that is not here pays no virtual account back. */
const TABLES: Readonly<Record<string, Table>> = {
  kcp: KCP,
  kcp_quick: KCP,
  kcp_v2: KCP,
  inicis: INICIS,
  html5_inicis: INICIS,
  inicis_v2: INICIS,
  inicis_unified: INICIS,
  uplus: THREE_DIGITS,
  tosspayments: THREE_DIGITS,
  danal: THREE_DIGITS,
  danal_tpay: THREE_DIGITS,
  nice: THREE_DIGITS,
  kicc: THREE_DIGITS,
  smartro: THREE_DIGITS,
  smartro_v2: THREE_DIGITS,
  settle: THREE_DIGITS,
  nice_v2: NICE_V2,
  welcome: WELCOME,
  daou: DAOU,
};

export const paysToAccounts = (pgProvider: string): boolean => Object.hasOwn(TABLES, pgProvider);

/** The standard code of the bank that `refund_bank` means to this PG; `null` when the PG does not know it. */
export const bankMeant = (pgProvider: string, refundBank: string): string | null =>
  (Object.hasOwn(TABLES, pgProvider) ? TABLES[pgProvider]?.get(refundBank) : undefined) ?? null;
