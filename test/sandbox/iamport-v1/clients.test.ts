/** The two public npm clients work against the sandbox unchanged. */
import { createRequire } from "node:module";
import { openIamport, IMP_KEY, IMP_SECRET, type OpenIamport, type PaymentView } from "./open-iamport-v1.js";

const load = createRequire(import.meta.url);

/** `iamport@0.3.4`, which brings no types: what is used of it here. Failures are Errors with a `code`. */
interface OldClient {
  payment: {
    cancel(fields: Record<string, unknown>): Promise<PaymentView>;
    getByImpUid(fields: { imp_uid: string }): Promise<PaymentView>;
    getByMerchant(fields: { merchant_uid: string }): Promise<PaymentView>;
  };
}
interface OldClientClass {
  DEFAULT_HOST: string;
  new (credential: { impKey: string; impSecret: string }): OldClient;
}
const OldIamport = load("iamport") as OldClientClass;

/** `iamport-rest-client-nodejs@0.9.12`: what is used of it here. */
interface Request {
  request(client: object): Promise<{ data: { response: unknown } }>;
}
interface NewClientModule {
  Iamport: new (options: { apiKey: string; apiSecret: string; baseUrl: string }) => object;
  Request: {
    Payments: {
      cancel(fields: Record<string, unknown>): Request;
      getByImpUid(fields: { imp_uid: string }): Request;
      getByMerchantUid(fields: { merchant_uid: string; status: string; sorting: string }): Request;
    };
    Banks: { getBanks(): Request };
  };
}
const { Iamport, Request } = load("iamport-rest-client-nodejs") as NewClientModule;

let open: OpenIamport;
let count = 0;

beforeAll(async () => {
  open = await openIamport();
});
afterAll(() => open.end());

const paid = async (): Promise<string> =>
  (await open.control.createPayment({ id: `imp_${++count}`, amount: { total: 10_000 } })).id;

describe("iamport 0.3.4", () => {
  const connect = (impSecret = IMP_SECRET): OldClient => {
    OldIamport.DEFAULT_HOST = open.sandbox.url;
    return new OldIamport({ impKey: IMP_KEY, impSecret });
  };

  it("cancels and looks up", async () => {
    const id = await paid();
    const client = connect();
    const part = await client.payment.cancel({ imp_uid: id, amount: 3_000, checksum: 10_000, reason: "변심" });
    expect(part).toMatchObject({ imp_uid: id, amount: 10_000, cancel_amount: 3_000 });
    expect(await client.payment.getByImpUid({ imp_uid: id })).toEqual(part);
    expect(await client.payment.getByMerchant({ merchant_uid: `order_${id}` })).toEqual(part);
    await client.payment.cancel({ imp_uid: id });
    expect(await open.control.payment(id)).toMatchObject({ status: "cancelled", cancelled: 10_000 });
  });

  it("reads refusals as Errors with the vendor's code", async () => {
    const id = await paid();
    const client = connect();
    await client.payment.cancel({ imp_uid: id });
    await expect(client.payment.cancel({ imp_uid: id })).rejects.toMatchObject({
      code: "IAMPORT_1",
      message: "이미 전액취소된 주문입니다.",
    });
    await expect(client.payment.getByImpUid({ imp_uid: "imp_none" })).rejects.toMatchObject({ code: "HTTP_404" });
    await expect(connect("wrong").payment.getByImpUid({ imp_uid: id })).rejects.toMatchObject({ code: "HTTP_401" });
  });

  it("fetches another token when its own has ended", async () => {
    const id = await paid();
    const client = connect();
    await client.payment.getByImpUid({ imp_uid: id });
    await open.control.expireTokens();
    expect(await client.payment.cancel({ imp_uid: id, amount: 1 })).toMatchObject({ cancel_amount: 1 });
    expect((await open.control.requests(id)).map((one) => one.responseStatus)).toEqual([200, 401, 200]);
  });
});

describe("iamport-rest-client-nodejs 0.9.12", () => {
  const connect = (apiSecret = IMP_SECRET) => new Iamport({ apiKey: IMP_KEY, apiSecret, baseUrl: open.sandbox.url });
  const answerOf = async (request: Request, client: object): Promise<unknown> =>
    (await request.request(client)).data.response;

  it("cancels and looks up", async () => {
    const id = await paid();
    const client = connect();
    const fields = { imp_uid: id, amount: 3_000, checksum: 10_000, reason: "변심", extra: { requester: "customer" } };
    const part = await answerOf(Request.Payments.cancel(fields), client);
    expect(part).toMatchObject({ imp_uid: id, amount: 10_000, cancel_amount: 3_000 });
    expect(await answerOf(Request.Payments.getByImpUid({ imp_uid: id }), client)).toEqual(part);
    const byNumber = { merchant_uid: `order_${id}`, status: "paid", sorting: "-started" };
    expect(await answerOf(Request.Payments.getByMerchantUid(byNumber), client)).toEqual(part);
    expect(await open.control.cancellationsOf(id)).toMatchObject([{ total: 3_000, requester: "customer" }]);
  });

  it("rejects what was refused", async () => {
    const id = await paid();
    const client = connect();
    const refused = Request.Payments.cancel({ imp_uid: id, amount: 10_001 }).request(client);
    await expect(
      refused.then(
        () => "cancelled",
        () => "rejected",
      ),
    ).resolves.toBe("rejected");
    await expect(Request.Payments.getByImpUid({ imp_uid: "imp_none" }).request(client)).rejects.toMatchObject({
      response: { status: 404 },
    });
    await expect(Request.Payments.getByImpUid({ imp_uid: id }).request(connect("wrong"))).rejects.toMatchObject({
      response: { status: 401 },
    });
    expect(await open.control.cancellationsOf(id)).toEqual([]);
  });

  it("lists banks", async () => {
    expect(JSON.stringify(await answerOf(Request.Banks.getBanks(), connect()))).toContain("신한은행");
  });
});
