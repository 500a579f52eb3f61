/** What was behind a wallet, and the seller's consent, are facts of a payment; KakaoPay's and PayPal's deadlines ask for them. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129141000_wallet_facts extends Migration {
  override up(): void {
    this.addSql(
      `alter table payment add wallet_source text null, add seller_consented boolean not null default false;`,
    );
    this.addSql(`alter table payment add constraint payment_wallet_source check (wallet_source in ('CARD', 'MONEY'));`);
    // Where somebody has corrected the first rule already, that correction stands.
    this
      .addSql(`insert into gateway_rule (id, kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at)
select '00000000-0000-7000-8000-000000000071'::uuid, 'DEADLINE', null, 'KAKAO_PAY', null, '{"within":{"unit":"YEARS","count":1},"atMost":null,"ofMoney":{"unit":"YEARS","count":5}}'::jsonb, '2000-01-01'::date, 'PortOne, 결제 취소하기 (V2), 결제 수단별 취소 정책; read as of 2026-08-06', 'A year where a card was behind it, five where KakaoPay money was; unless it was reported, it is asked for after a year.', '00000000-0000-7000-8000-000000000009'::uuid, 'system:wallet-rules', '2026-11-29T14:10:00.000Z'::timestamptz
where not exists (select 1 from gateway_rule where supersedes = '00000000-0000-7000-8000-000000000009');`);
    this
      .addSql(`insert into gateway_rule (id, kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at)
select '00000000-0000-7000-8000-000000000072'::uuid, 'DEADLINE', null, 'PAYPAL', null, '{"within":null,"atMost":null,"consentAfter":{"unit":"DAYS","count":180}}'::jsonb, '2000-01-01'::date, 'PortOne, 결제 취소하기 (V2), 결제 수단별 취소 정책; read as of 2026-08-06', '180일 이내 (판매자 동의 필요), read as: later only with the consent of the seller. PayPal may still refuse; the result may come later.', '00000000-0000-7000-8000-000000000011'::uuid, 'system:wallet-rules', '2026-11-29T14:10:00.000Z'::timestamptz
where not exists (select 1 from gateway_rule where supersedes = '00000000-0000-7000-8000-000000000011');`);
  }

  override down(): void {
    this.addSql(`alter table gateway_rule disable trigger gateway_rule_append_only;`);
    this.addSql(`delete from gateway_rule where recorded_by = 'system:wallet-rules';`);
    this.addSql(`alter table gateway_rule enable trigger gateway_rule_append_only;`);
    this.addSql(`alter table payment drop constraint payment_wallet_source;`);
    this.addSql(`alter table payment drop column wallet_source, drop column seller_consented;`);
  }
}
