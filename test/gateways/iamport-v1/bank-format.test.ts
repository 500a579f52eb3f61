/** `refund_bank` per provider, against the whole of PortOne's published tables. */
import { BANKS } from "../../../src/gateways/bank.js";
import { refundBank } from "../../../src/gateways/iamport-v1/bank-format.js";
import { PROVIDERS, type ProviderName } from "../../../src/gateways/port.js";

/** KFTC code → what the table of that provider prints. */
type Table = Record<string, string>;
const table = (text: string): Table => Object.fromEntries(text.split(/\s+/).map((pair) => pair.split("=")));

const KCP = table(
  `004=BK04 023=BK23 039=BK39 034=BK34 003=BK03 011=BK11 031=BK31 032=BK32 002=BK02 045=BK45 007=BK07 088=BK88 048=BK48 081=BK81
   020=BK20 071=BK71 037=BK37 012=BK12 090=BK90 089=BK89 027=BK27 092=BK92`,
);
const INICIS = table(
  `004=04 023=23 039=39 034=34 003=03 011=11 031=31 032=32 002=02 045=45 007=07 088=88 048=48 081=81 020=20 071=71 037=37 012=12
   090=90 089=89 027=27 092=92`,
);
const THREE = table(
  `004=004 023=023 039=039 034=034 003=003 011=011 031=031 032=032 002=002 045=045 007=007 088=088 048=048 081=081 020=020 071=071
   037=037 012=012 090=090 089=089 027=027 092=092`,
);
const TABLES: Record<ProviderName, Table> = {
  KCP,
  INICIS,
  TOSS_PAYMENTS: THREE,
  DANAL: THREE,
  NICE: THREE,
  KICC: THREE,
  SMARTRO: THREE,
  SMARTRO_V2: THREE,
  HECTO: THREE,
  NICE_V2: table("004=004 023=023 034=034 003=003 011=011 031=031 032=032 088=088 081=081 020=020 071=071 089=089"),
  WELCOME: table("004=004 034=034 039=039 003=003 031=031 032=032 007=007 088=088 081=081 020=020 037=037 089=089"),
  DAOU: table("004=04 023=11 003=03 011=08 032=15 088=10 020=09 071=31 081=12"),
  KSNET: {},
  KPN: {},
  KAKAO_PAY: {},
  NAVER_PAY: {},
  PAYCO: {},
  PAYPAL: {},
  OTHER: {},
};

it.each(PROVIDERS)("%s: exactly the banks of its table", (provider) => {
  const formats = BANKS.flatMap(({ code }) => {
    const format = refundBank(provider, code);
    return format === null ? [] : [[code, format]];
  });
  expect(Object.fromEntries(formats)).toEqual(TABLES[provider]);
});

it("the document's own example: Shinhan at KG Inicis is 88", () => {
  expect(refundBank("INICIS", "088")).toBe("88");
});

it("an old number is its successor's: 005 was Korea Exchange Bank, which is Hana", () => {
  expect([refundBank("KCP", "005"), refundBank("INICIS", "005"), refundBank("DAOU", "005")]).toEqual([
    "BK81",
    "81",
    "12",
  ]);
});

it("nothing is guessed: no provider, no bank, no known code", () => {
  expect(refundBank(null, "088")).toBeNull();
  expect(refundBank("OTHER", "088")).toBeNull();
  for (const code of ["", "88", "009", "888", "constructor"]) expect(refundBank("KCP", code)).toBeNull();
});
