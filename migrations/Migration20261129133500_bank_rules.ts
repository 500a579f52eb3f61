/** Which banks each provider can pay to, as rules. */
import { Migration } from "@mikro-orm/migrations";

export class Migration20261129133500_bank_rules extends Migration {
  override up(): void {
    this.addSql(`alter table gateway_rule drop constraint gateway_rule_kind;`);
    this.addSql(
      `alter table gateway_rule add constraint gateway_rule_kind check (kind in ('DEADLINE', 'PARTIAL', 'BEFORE_CAPTURE', 'CANCEL_COUNT', 'ACCOUNT', 'BANKS', 'CONTRACT', 'UNSUPPORTED', 'FEE', 'ARRIVAL', 'HOURS'));`,
    );
    this
      .addSql(`insert into gateway_rule (id, kind, gateway, provider, method, value, valid_from, source, note, supersedes, recorded_by, recorded_at) values
('00000000-0000-7000-8000-000000000057', 'BANKS', 'PORTONE_V2', null, null, '{"codes":["001","002","003","004","007","008","011","012","020","023","027","030","031","032","034","035","037","039","045","048","050","052","054","055","057","058","059","060","061","062","063","064","065","066","067","071","076","077","081","088","089","090","092","094","209","218","221","222","223","224","225","227","238","240","243","247","261","262","263","264","265","266","267","269","270","271","278","279","280","287","288","290","291","292","293","294","295"]}'::jsonb, '2000-01-01', 'PortOne V2, OpenAPI 1.16.0, enum Bank; read as of 2026-08-06', 'The banks PortOne has a name for; by PG no list is published for V2.', null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000058', 'BANKS', 'IAMPORT_V1', null, null, '{"codes":[]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', 'A PG without a table there: i''mport passes a number on unread, and a guessed one could name another bank.', null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000059', 'BANKS', 'IAMPORT_V1', 'KCP', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000060', 'BANKS', 'IAMPORT_V1', 'INICIS', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000061', 'BANKS', 'IAMPORT_V1', 'TOSS_PAYMENTS', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000062', 'BANKS', 'IAMPORT_V1', 'NICE', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000063', 'BANKS', 'IAMPORT_V1', 'NICE_V2', null, '{"codes":["003","004","011","020","023","031","032","034","071","081","088","089"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000064', 'BANKS', 'IAMPORT_V1', 'DANAL', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000065', 'BANKS', 'IAMPORT_V1', 'KICC', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000066', 'BANKS', 'IAMPORT_V1', 'SMARTRO', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000067', 'BANKS', 'IAMPORT_V1', 'SMARTRO_V2', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000068', 'BANKS', 'IAMPORT_V1', 'WELCOME', null, '{"codes":["003","004","007","020","031","032","034","037","039","081","088","089"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000069', 'BANKS', 'IAMPORT_V1', 'HECTO', null, '{"codes":["002","003","004","007","011","012","020","023","027","031","032","034","037","039","045","048","071","081","088","089","090","092"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z'),
('00000000-0000-7000-8000-000000000070', 'BANKS', 'IAMPORT_V1', 'DAOU', null, '{"codes":["003","004","011","020","023","032","071","081","088"]}'::jsonb, '2000-01-01', 'PortOne, page of bank codes by PG (V1), code-info/pg-1; read as of 2026-08-06', null, null, 'system:bank-rules', '2026-11-29T13:30:00.000Z');`);
  }

  override down(): void {
    this.addSql(`alter table gateway_rule disable trigger gateway_rule_append_only;`);
    this.addSql(`delete from gateway_rule where kind = 'BANKS';`);
    this.addSql(`alter table gateway_rule enable trigger gateway_rule_append_only;`);
    this.addSql(`alter table gateway_rule drop constraint gateway_rule_kind;`);
    this.addSql(
      `alter table gateway_rule add constraint gateway_rule_kind check (kind in ('DEADLINE', 'PARTIAL', 'BEFORE_CAPTURE', 'CANCEL_COUNT', 'ACCOUNT', 'CONTRACT', 'UNSUPPORTED', 'FEE', 'ARRIVAL', 'HOURS'));`,
    );
  }
}
