/** One to seven clients per stop saw their connection reset: the port was closed on connections that were still in the system's queue. */
import { randomUUID } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { openContractSetup, until, type ServerProcess } from "../kit/server.js";
import { shared } from "../kit/shared-resource.js";
import { closeCode } from "../server/open-app.js";

const STOPS = process.env.HWANBUL_CHAOS === "full" ? 20 : 3;
const CLIENTS = 6;
const READ = JSON.stringify({ query: "{ refunds(first: 1) { edges { cursor } } }" });
const WRITE = `mutation ($input: RefundCancelInput!) { refundCancel(input: $input) { userErrors { code } } }`;

const setup = shared(openContractSetup);
let token: string;
beforeAll(async () => {
  token = await setup.token("refund-operator");
});

const writing = () =>
  JSON.stringify({
    query: WRITE,
    variables: {
      input: { id: randomUUID(), expectedVersion: 1, reason: "NOT_OWED", idempotencyKey: randomUUID() },
    },
  });

/** One request; resolves when the whole answer is there. */
function send(url: string, agent: Agent, body: string | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) };
    const sent = httpRequest(
      `${url}${body ? "/graphql" : "/livez"}`,
      { agent, method: body ? "POST" : "GET", headers },
      (response) => {
        response.resume();
        response.once("error", reject);
        response.once("end", () => resolve(response.complete ? (response.statusCode ?? 0) : -1));
      },
    );
    sent.once("error", reject);
    sent.end(body ?? undefined);
  });
}

/** Sends without a pause until it is not let in or, as a balancer, sees that the process is not ready; what it met is its result. */
async function client(server: ServerProcess, { keepAlive, onAnswer }: { keepAlive: boolean; onAnswer: () => void }) {
  const agent = new Agent({ keepAlive, maxSockets: 1 });
  const met = new Set<string>();
  try {
    for (;;) {
      for (const body of [null, READ, writing()]) {
        const status = await send(server.url, agent, body);
        if (status !== 200) met.add(`answered ${status}`);
        onAnswer();
      }
      if ((await fetch(`${server.url}/readyz`)).status === 503) return met;
    }
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { code?: string } };
    return met.add(String(code ?? cause?.code ?? error));
  } finally {
    agent.destroy();
  }
}

it(`${STOPS} stops under load: every request is answered whole, or refused before it was sent`, async () => {
  for (let stop = 0; stop < STOPS; stop += 1) {
    const server = await setup.start();
    let answers = 0;
    const onAnswer = () => void (answers += 1);
    const socket = closeCode(server.url, `Bearer ${token}`);
    const load = Array.from({ length: CLIENTS }, (_, index) =>
      client(server, { keepAlive: index % 2 === 0, onAnswer }),
    );
    await until(async () => answers > 60, 5);
    server.kill("SIGTERM");
    expect(await server.ended).toEqual({ code: 0, signal: null });
    const met = new Set((await Promise.all(load)).flatMap((each) => [...each]));
    met.delete("ECONNREFUSED");
    expect([...met]).toEqual([]);
    expect(await socket).toBe(1001);
  }
});
