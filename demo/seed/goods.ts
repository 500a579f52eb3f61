/** The goods the shop sells. Prices in won, VAT included; books and unprocessed farm products are tax-free (면세). */

export type LineKind = "PHYSICAL" | "DIGITAL" | "SUBSCRIPTION" | "DELIVERY" | "SERVICE";
export type TaxCategory = "TAXABLE" | "TAX_FREE";

export interface Goods {
  name: string;
  price: number;
  kind: LineKind;
  tax: TaxCategory;
  /** As many as people buy of it at once. */
  most: number;
  /** The maker's model number (상품 ID); other shops' goods have none. */
  model?: string;
}

const taxed =
  (tax: TaxCategory) =>
  (name: string, price: number, most = 1, kind: LineKind = "PHYSICAL"): Goods => ({ name, price, kind, tax, most });
const taxable = taxed("TAXABLE");
const taxFree = taxed("TAX_FREE");

/** People fill a basket on one shelf. */
export const SHELVES: readonly (readonly Goods[])[] = [
  [
    taxable("오버핏 울 코트 (차콜, M)", 189_000),
    taxable("캐시미어 블렌드 니트 (아이보리)", 89_900),
    taxable("기모 맨투맨 (네이비, L)", 39_900, 2),
    taxable("코듀로이 와이드 팬츠", 52_900, 2),
    taxable("히트 이너 상의 3매입", 29_900, 3),
    taxable("가죽 첼시 부츠 255", 134_000),
    taxable("구스다운 롱패딩 (블랙)", 329_000),
  ],
  [
    taxable("수분 진정 토너 300ml", 21_900, 3),
    taxable("레티놀 세럼 30ml", 38_500, 2),
    taxable("톤업 선크림 SPF50+ 50ml", 17_900, 3),
    taxable("헤어 트리트먼트 1L", 15_900, 2),
    taxable("전동 클렌징 디바이스", 119_000),
    taxable("핸드크림 세트 (6종)", 33_000, 2),
  ],
  [
    taxable("극세사 겨울 이불 퀸", 79_900),
    taxable("규조토 발매트", 14_900, 2),
    taxable("스테인리스 냄비 3종 세트", 109_000),
    taxable("무선 핸디 청소기", 159_000),
    taxable("원목 사이드 테이블", 68_000),
    taxable("LED 스탠드 조명", 45_900, 2),
    taxable("가습기 4.5L", 84_900),
  ],
  [
    taxFree("유기농 철원 오대쌀 10kg", 46_900, 2),
    taxFree("청송 꿀사과 5kg", 38_900, 2),
    taxFree("제주 감귤 로열과 5kg", 24_900, 3),
    taxFree("한우 등심 1++ 500g", 74_500, 2),
    taxFree("무농약 콩나물·두부용 백태 2kg", 19_800, 2),
    taxable("저온 압착 참기름 350ml", 27_900, 2),
    taxable("배도라지청 스틱 30포", 32_900, 2),
    taxable("콜드브루 원액 1L", 18_900, 3),
  ],
  [
    taxFree("장편소설 「겨울 정거장」", 16_200, 2),
    taxFree("어린이 과학 만화 전집 20권", 158_000),
    taxFree("토익 실전 모의고사", 21_600, 2),
    taxFree("동네 산책 에세이 (전자책)", 9_800, 1, "DIGITAL"),
    taxable("독서대 (원목)", 31_900),
    taxable("만년필 F촉 세트", 57_900),
    taxable("다이어리 2027", 19_900, 3),
  ],
  [
    taxable("노이즈캔슬링 무선 이어폰", 219_000),
    taxable("27인치 QHD 모니터", 298_000, 2),
    taxable("기계식 키보드 갈축", 124_900),
    taxable("고속 충전기 65W", 39_900, 3),
    taxable("스마트 체중계", 45_900),
    taxable("클라우드 저장소 1년 이용권", 59_000, 1, "SUBSCRIPTION"),
  ],
];

/** Alone above the four-eyes limit of 1,000,000 won. */
export const LARGE_GOODS: readonly Goods[] = [
  taxable("14인치 노트북 32GB/1TB", 1_890_000),
  taxable("65인치 OLED TV", 2_490_000),
  taxable("양문형 냉장고 846L", 1_749_000),
  taxable("4인용 가죽 소파", 1_390_000),
  taxable("드럼세탁기·건조기 세트", 2_149_000),
  taxable("로봇청소기 올인원", 1_149_000),
];

export const INSTALLATION: Goods = taxable("설치비 (수도권)", 33_000, 1, "SERVICE");
export const DELIVERY: Goods = taxable("배송비", 3_000, 1, "DELIVERY");

const made = (model: string, ...of: Parameters<typeof taxable>): Goods => ({ ...taxable(...of), model });

/** The maker's own shop (가전 브랜드몰), paid through EBP: prices divide by eleven, so that the VAT of each piece is whole won. */
export const MAKERS_SHELF: readonly Goods[] = [
  made("ST-S5BBH", "스타일러 오브제 5벌", 1_639_000),
  made("RC-M9500", "로봇 물걸레 청소기", 1_089_000),
  made("AT-FS063", "에어로타워 공기청정기", 748_000),
  made("OV-ML32S", "스팀 오븐 레인지 32L", 275_000),
  made("BP-A9K21", "무선청소기 배터리팩", 88_000, 2),
  made("FL-AP2X", "공기청정기 필터 2매", 66_000, 3),
  made("FL-WD4S", "정수기 필터 세트", 44_000, 4),
  made("CARE-12M", "가전 케어 구독 1년", 319_000, 1, "SUBSCRIPTION"),
  made("WARR-EXT", "보증 연장권 (전자 증서)", 110_000, 1, "DIGITAL"),
];
export const MAKERS_INSTALLATION: Goods = made("SVC-INSTALL", "전문 기사 설치", 33_000, 1, "SERVICE");
export const MAKERS_DELIVERY: Goods = made("DLV-STD", "배송비", 5_500, 1, "DELIVERY");

/** From this many won on the shop delivers free of charge. */
export const FREE_DELIVERY_FROM = 50_000;
/** 반품 배송비, kept when the customer only changed their mind. */
export const RETURN_SHIPPING = 3_000;
