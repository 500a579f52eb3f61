/** The ORM read host and name of DATABASE_URL and dropped `sslmode`: refunds and their history travelled in clear while the operator had asked for TLS. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { connect } from "../../src/database/orm.js";
import { entities } from "../../src/orm.config.js";

/** First message of a client that wants TLS (SSLRequest); a start-up message in clear has another number there. */
const SSL_REQUEST = 80_877_103;
const NUMBER_AT = 4;

let server: Server;
const asked: number[] = [];
beforeAll(async () => {
  server = createServer((socket) =>
    socket
      .on("error", () => undefined)
      .once("data", (first) => {
        asked.push(first.readInt32BE(NUMBER_AT));
        socket.end("N"); // no TLS here
      }),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it("asks for TLS where the address does, and sends nothing in clear when there is none", async () => {
  const { port } = server.address() as AddressInfo;
  const orm = await connect({
    url: `postgresql://kim:pw@127.0.0.1:${port}/hwanbul?sslmode=verify-full`,
    entities,
    pool: 1,
  });
  try {
    await expect(orm.em.fork().execute("select 1")).rejects.toThrow(/does not support SSL/);
  } finally {
    await orm.close(true);
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked)).toEqual(new Set([SSL_REQUEST]));
});
