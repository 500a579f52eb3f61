/** Figures of a whole year, written as the deltas of many refunds and folded: for reads, which look at rows and not at how they came about. */
import type { EntityManager } from "@mikro-orm/postgresql";
import { foldFigures } from "../../src/figures/fold.js";

const FIRST = "2030-02-01";
const DAYS = 365;
const DAY = `('${FIRST}'::date + d)`;
const COLUMNS =
  "figure, day, state, cause, paid_by, gateway, provider, method, currency, hours, person, refunds, amount";

/** 45 combinations of a payment's dimensions, of which one has most; fifty persons, of whom one does half of the work. */
export async function insertManyFigures(root: EntityManager): Promise<void> {
  const payment = `
    (array['PORTONE_V2', 'TOSS_PAY', 'IAMPORT_V1'])[1 + n % 3] as gateway, (array['', 'KCP', 'INICIS', 'NICE_V2', 'DANAL'])[1 + n / 3 % 5] as provider,
    (array['CARD', 'EASY_PAY', 'VIRTUAL_ACCOUNT'])[1 + n / 15] as method, case n when 0 then 50 else 1 end as refunds`;
  await root.execute(`insert into figure_delta (${COLUMNS})
    select f, ${DAY}, case f when 'FAILED' then 'refundRequested.refused' else '' end, case f when 'FAILED' then 'PROVIDER_REFUSED' else '' end,
      case f when 'COMPLETED' then 'GATEWAY' else '' end, gateway, provider, method, 'KRW', 0, '', refunds, refunds * 10000
    from generate_series(0, ${DAYS - 1}) d, unnest(array['CREATED', 'COMPLETED', 'FAILED', 'CANCELLED']) f,
      lateral (select ${payment} from generate_series(0, 44) n) combined`);
  await root.execute(`insert into figure_delta (${COLUMNS})
    select f, case f when 'TOOK' then ${DAY} else date_trunc('month', ${DAY})::date end, '', '', '', gateway, provider, method, 'KRW', h * 7, '', refunds, refunds * 10000
    from generate_series(0, ${DAYS - 1}) d, unnest(array['TOOK', 'TOOK_IN_MONTH']) f, generate_series(0, 9) h,
      lateral (select ${payment} from generate_series(0, 44) n) combined`);
  await root.execute(`insert into figure_delta (${COLUMNS})
    select f, ${DAY}, '', '', '', '', '', '', 'KRW', 0, 'person.' || n, case n when 0 then 50 else 1 end, 10000
    from generate_series(0, ${DAYS - 1}) d, unnest(array['PERSON_REQUESTED', 'PERSON_APPROVED', 'PERSON_CANCELLED', 'PERSON_RECORDED']) f,
      generate_series(0, 49) n`);
  await foldFigures(root);
  for (const table of ["figure_day", "figure_delta"]) await root.execute(`vacuum analyze ${table}`);
}
