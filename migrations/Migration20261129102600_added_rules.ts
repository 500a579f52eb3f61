/** Deadlines and arrivals of virtual accounts per provider, and what KSNET's pages say of other methods than cards. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129102600_added_rules extends Migration {
  override up(): void {
    // Where somebody has corrected the first rule of virtual accounts already, that correction stands.
    this
      .addSql(`insert into gateway_rule (id, kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at)
select '00000000-0000-7000-8000-000000000042'::uuid, 'DEADLINE', null, null, 'VIRTUAL_ACCOUNT', '{"within":{"unit":"DAYS","count":180},"atMost":{"unit":"YEARS","count":10}}'::jsonb, '2000-01-01'::date, 'NICE (nicepayments/nicepay-manual), api/cancel.md, 결제수단별 취소/환불; read as of 2026-11-29', 'PortOne''s page names no end, but providers have one: NICE''s 180 days are the shortest known. Later the provider decides; ten years are our own bound.', '00000000-0000-7000-8000-000000000008'::uuid, 'system:added-rules', '2026-11-29T00:00:00.000Z'::timestamptz
where not exists (select 1 from gateway_rule where supersedes = '00000000-0000-7000-8000-000000000008');`);
    this
      .addSql(`insert into gateway_rule (id, kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at) values
('00000000-0000-7000-8000-000000000043', 'DEADLINE', null, 'NICE', 'VIRTUAL_ACCOUNT', '{"within":{"unit":"DAYS","count":180},"atMost":null}'::jsonb, '2000-01-01', 'NICE (nicepayments/nicepay-manual), api/cancel.md, 결제수단별 취소/환불; read as of 2026-11-29', 'After the deposit.', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000044', 'ARRIVAL', null, 'NICE', 'VIRTUAL_ACCOUNT', '{"min":1,"max":1,"sameDay":false}'::jsonb, '2000-01-01', 'NICE (nicepayments/nicepay-manual), api/cancel.md, 결제수단별 취소/환불; read as of 2026-11-29', 'At 17:00 of the next business day.', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000045', 'DEADLINE', null, 'NICE_V2', 'VIRTUAL_ACCOUNT', '{"within":{"unit":"DAYS","count":180},"atMost":null}'::jsonb, '2000-01-01', 'NICE (nicepayments/nicepay-manual), api/cancel.md, 결제수단별 취소/환불; read as of 2026-11-29', 'After the deposit.', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000046', 'ARRIVAL', null, 'NICE_V2', 'VIRTUAL_ACCOUNT', '{"min":1,"max":1,"sameDay":false}'::jsonb, '2000-01-01', 'NICE (nicepayments/nicepay-manual), api/cancel.md, 결제수단별 취소/환불; read as of 2026-11-29', 'At 17:00 of the next business day.', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000047', 'DEADLINE', null, 'TOSS_PAYMENTS', 'VIRTUAL_ACCOUNT', '{"within":{"unit":"DAYS","count":365},"atMost":{"unit":"YEARS","count":2}}'::jsonb, '2000-01-01', 'Toss Payments, 결제 취소하기 (v2), 결제 취소 기한; read as of 2026-11-29, as a public copy has it', 'Usually 365 days, a setting of each shop. No document names an end: two years is our own bound.', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000048', 'DEADLINE', null, 'TOSS_PAYMENTS', 'BANK_TRANSFER', '{"within":{"unit":"DAYS","count":180},"atMost":null}'::jsonb, '2000-01-01', 'Toss Payments, 결제 취소하기 (v2), 결제 취소 기한; read as of 2026-11-29, as a public copy has it', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000049', 'ARRIVAL', null, 'TOSS_PAYMENTS', 'VIRTUAL_ACCOUNT', '{"min":2,"max":9,"sameDay":false}'::jsonb, '2000-01-01', 'Toss Payments, 결제 취소하기 (v2), 결제 취소 기한; read as of 2026-11-29, as a public copy has it', 'Two business days; up to nine where the payment is suspected of fraud (의심거래).', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000050', 'ARRIVAL', null, 'TOSS_PAYMENTS', 'BANK_TRANSFER', '{"min":0,"max":0,"sameDay":true}'::jsonb, '2000-01-01', 'Toss Payments, 결제 취소하기 (v2), 결제 취소 기한; read as of 2026-11-29, as a public copy has it', 'At once.', null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000051', 'DEADLINE', null, 'KSNET', 'VIRTUAL_ACCOUNT', '{"within":{"unit":"MONTHS","count":6},"atMost":null}'::jsonb, '2000-01-01', 'PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000052', 'CANCEL_COUNT', null, 'KSNET', 'VIRTUAL_ACCOUNT', '{"max":9}'::jsonb, '2000-01-01', 'PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000053', 'DEADLINE', null, 'KSNET', 'BANK_TRANSFER', '{"within":{"unit":"MONTHS","count":6},"atMost":null}'::jsonb, '2000-01-01', 'PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000054', 'CANCEL_COUNT', null, 'KSNET', 'BANK_TRANSFER', '{"max":9}'::jsonb, '2000-01-01', 'PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000055', 'DEADLINE', null, 'KSNET', 'EASY_PAY', '{"within":{"unit":"MONTHS","count":6},"atMost":null}'::jsonb, '2000-01-01', 'PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z'),
('00000000-0000-7000-8000-000000000056', 'CANCEL_COUNT', null, 'KSNET', 'EASY_PAY', '{"max":9}'::jsonb, '2000-01-01', 'PortOne, KSNET (V2 and V1 주의사항) and V1 REST API, POST /payments/cancel, ksnet; read as of 2026-11-29', null, null, 'system:added-rules', '2026-11-29T00:00:00.000Z');`);
  }

  override down(): void {
    this.addSql(`alter table gateway_rule disable trigger gateway_rule_append_only;`);
    this.addSql(`delete from gateway_rule where recorded_by = 'system:added-rules';`);
    this.addSql(`alter table gateway_rule enable trigger gateway_rule_append_only;`);
  }
}
