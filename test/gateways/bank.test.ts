/** The table of banks says the same as the documents of KFTC, PortOne and Toss Pay that it was read from. */
import { BANKS, bankOf, bankOfPortoneV2, bankOfTossPay } from "../../src/gateways/bank.js";

/** The `Bank` enum of PortOne's API document, 79 names in its order. */
const PORTONE_V2 =
  `BANK_OF_KOREA KDB IBK KOOKMIN SUHYUP KEXIM NONGHYUP LOCAL_NONGHYUP WOORI STANDARD_CHARTERED CITI SUHYUP_FEDERATION
  DAEGU BUSAN KWANGJU JEJU JEONBUK KYONGNAM KFCC SHINHYUP SAVINGS_BANK MORGAN_STANLEY HSBC DEUTSCHE JPMC MIZUHO MUFG BANK_OF_AMERICA
  BNP_PARIBAS ICBC BANK_OF_CHINA NFCF UOB BOCOM CCB POST KODIT KIBO HANA SHINHAN K_BANK KAKAO TOSS MISC_FOREIGN SGI KCIS
  YUANTA_SECURITIES KB_SECURITIES SANGSANGIN_SECURITIES HANYANG_SECURITIES LEADING_SECURITIES BNK_SECURITIES IBK_SECURITIES
  DAOL_SECURITIES MIRAE_ASSET_SECURITIES SAMSUNG_SECURITIES KOREA_SECURITIES NH_SECURITIES KYOBO_SECURITIES HI_SECURITIES
  HYUNDAI_MOTOR_SECURITIES KIWOOM_SECURITIES EBEST_SECURITIES SK_SECURITIES DAISHIN_SECURITIES HANHWA_SECURITIES HANA_SECURITIES
  TOSS_SECURITIES SHINHAN_SECURITIES DB_SECURITIES EUGENE_SECURITIES MERITZ_SECURITIES KAKAO_PAY_SECURITIES BOOKOOK_SECURITIES
  SHINYOUNG_SECURITIES CAPE_SECURITIES KOREA_SECURITIES_FINANCE KOREA_FOSS_SECURITIES WOORI_INVESTMENT_BANK`.split(
    /\s+/,
  );

/** Toss Pay's list of `accountBankCode`, as its page prints it. */
const TOSS_PAY =
  `002 003 004 005 007 011 020 023 027 031 032 034 035 037 039 045 048 050 064 071 081 088 089 090 092 103 218 230 238
  240 243 247 261 262 263 264 265 266 267 269 270 271 278 279 280 287 888 889`.split(/\s+/);

const NO_NUMBER = ["MISC_FOREIGN", "KCIS"];

it("every bank has its own three digits, in order, and its names", () => {
  const codes = BANKS.map((bank) => bank.code);
  expect(codes).toEqual([...new Set(codes)].toSorted());
  for (const bank of BANKS) {
    expect(bank.code).toMatch(/^\d{3}$/);
    expect(bank.ko).not.toBe("");
    expect(bank.en).toMatch(/^[\w .&()'-]+$/);
    expect(bankOf(bank.code)).toBe(bank);
  }
});

it("has every PortOne V2 name once, except the two without a number", () => {
  expect(PORTONE_V2).toHaveLength(79);
  const names = BANKS.flatMap((bank) => bank.portoneV2 ?? []);
  expect(names.toSorted()).toEqual(PORTONE_V2.filter((name) => !NO_NUMBER.includes(name)).toSorted());
  for (const name of names) expect(bankOfPortoneV2(name)?.portoneV2).toBe(name);
});

it.each([
  ["004", "KOOKMIN", "국민은행"],
  ["011", "NONGHYUP", "농협은행"],
  ["012", "LOCAL_NONGHYUP", "지역농축협"],
  ["023", "STANDARD_CHARTERED", "SC제일은행"],
  ["063", "BANK_OF_CHINA", "중국은행"],
  ["066", "BOCOM", "교통은행"],
  ["071", "POST", "우체국"],
  ["081", "HANA", "하나은행"],
  ["088", "SHINHAN", "신한은행"],
  ["089", "K_BANK", "케이뱅크"],
  ["238", "MIRAE_ASSET_SECURITIES", "미래에셋증권"],
  ["265", "EBEST_SECURITIES", "LS증권"],
  ["295", "WOORI_INVESTMENT_BANK", "우리종합금융"],
])("%s is %s, %s", (code, portoneV2, ko) => {
  expect(bankOf(code)).toMatchObject({ code, portoneV2, ko });
});

it("SBI is a bank that PortOne V2 has no name for", () => {
  expect(bankOf("103")).toMatchObject({ portoneV2: null, tossPay: true });
});

it.each([
  "009",
  "018",
  "026",
  "036",
  "093",
  "095",
  "096",
  "099",
  "888",
  "88",
  "0088",
  "",
  "constructor",
  "８８８",
  " 088",
])("'%s' is no bank of ours", (code) => expect(bankOf(code)).toBeNull());

it.each([
  ["005", "HANA", "081"],
  ["006", "KOOKMIN", "004"],
  ["010", "NONGHYUP", "011"],
  ["013", "LOCAL_NONGHYUP", "012"],
  ["021", "SHINHAN", "088"],
  ["024", "WOORI", "020"],
  ["053", "CITI", "027"],
  ["226", "KB_SECURITIES", "218"],
  ["230", "MIRAE_ASSET_SECURITIES", "238"],
  ["289", "NH_SECURITIES", "247"],
])("%s is a bank that is %s today, %s", (old, portoneV2, code) => {
  expect(bankOf(old)).toMatchObject({ code, portoneV2 });
  expect(BANKS.map((bank) => bank.code)).not.toContain(old);
});

it.each([...NO_NUMBER, "", "TOMORROW_BANK", "constructor", "null"])("'%s' is no PortOne name of a bank", (name) => {
  expect(bankOfPortoneV2(name)).toBeNull();
});

describe("Toss Pay", () => {
  it("knows exactly the banks of its list", () => {
    const listed = new Set(TOSS_PAY.flatMap((code) => bankOfTossPay(code)?.code ?? []));
    expect(BANKS.filter((bank) => bank.tossPay).map((bank) => bank.code)).toEqual([...listed].toSorted());
    expect(TOSS_PAY.filter((code) => bankOfTossPay(code) === null)).toEqual(["888", "889"]);
  });

  it.each([
    ["88", "088"],
    ["088", "088"],
    ["4", "004"],
    ["5", "081"],
    ["005", "081"],
    ["81", "081"],
    ["230", "238"],
    ["238", "238"],
    ["271", "271"],
  ])("%s is %s", (code, ours) => expect(bankOfTossPay(code)?.code).toBe(ours));

  it.each(["888", "889", "", "0", "1234", "-88", "8.8", "x", "toString"])("'%s' is no bank", (code) => {
    expect(bankOfTossPay(code)).toBeNull();
  });
});
