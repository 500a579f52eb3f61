/** How a gateway answers is noted beside the answer: where the database goes away at the note, the answer stands and nothing is logged. */
import { unavailabilityOf } from "../../../src/database/unavailable.js";
import { Payment } from "../../../src/orders/payment.entity.js";
import { askGateway } from "../../../src/refund/settlement/ask-gateway.js";
import { collectedReturn } from "../../kit/fixtures.js";
import { shared } from "../../kit/shared-resource.js";
import { openTestService } from "../../kit/test-service.js";

const t = shared(() => openTestService());

it("an outage at the note loses no answer and is counted as an outage", async () => {
  const { refund } = await collectedReturn(t, 10_000);
  const em = t.orm.em.fork();
  const payment = await em.findOneOrFail(Payment, refund.paymentId);
  await t.rows(`create function away() returns trigger language plpgsql as
    $$ begin raise 'the database system is shutting down' using errcode = '57P03'; end $$`);
  await t.rows(`create trigger away before insert on gateway_circuit for each row execute function away()`);
  await t.stopSandbox();

  const errors: Error[] = [];
  const { lookUp } = await askGateway({ ...t.context, onError: (error) => errors.push(error) }, payment);
  await t.restoreSandbox();

  expect(lookUp.kind).toBe("UNREACHABLE");
  expect(errors.map(unavailabilityOf)).toEqual(["57P03"]);
});
