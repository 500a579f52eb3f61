/** Providers (PG) as PortOne names them: its `PgProvider`, and i'mport's `pg_provider`, which is the same in small letters. */
import type { ProviderName } from "./port.js";

/** Source: PortOne V2 OpenAPI 1.16.0, `PgProvider`. Modules of one provider share its codes, but for NICE's and Smartro's new ones. */
const NAMES: Readonly<Partial<Record<ProviderName, readonly string[]>>> = {
  KCP: ["KCP", "KCP_V2", "KCP_BILLING", "KCP_QUICK", "KCP_DIRECT"],
  INICIS: ["INICIS", "HTML5_INICIS", "INICIS_V2", "INICIS_UNIFIED"],
  TOSS_PAYMENTS: ["TOSSPAYMENTS", "UPLUS"],
  NICE: ["NICE"],
  NICE_V2: ["NICE_V2"],
  DANAL: ["DANAL", "DANAL_TPAY"],
  KICC: ["KICC", "KICC_V2"],
  KSNET: ["KSNET"],
  KPN: ["KPN"],
  SMARTRO: ["SMARTRO"],
  SMARTRO_V2: ["SMARTRO_V2"],
  WELCOME: ["WELCOME"],
  DAOU: ["DAOU"],
  KAKAO_PAY: ["KAKAO", "KAKAOPAY"],
  NAVER_PAY: ["NAVERPAY", "NAVERCO"],
  PAYCO: ["PAYCO"],
  PAYPAL: ["PAYPAL", "PAYPAL_V2"],
};

const BY_NAME: ReadonlyMap<string, ProviderName> = new Map(
  Object.entries(NAMES).flatMap(([provider, names]) => names.map((name) => [name, provider as ProviderName] as const)),
);

/** Undefined for a provider we have no name for. */
export const providerNamed = (name: string | undefined): ProviderName | undefined =>
  name === undefined ? undefined : BY_NAME.get(name.toUpperCase());
