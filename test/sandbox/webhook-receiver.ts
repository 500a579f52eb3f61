/** A receiver of webhooks over real HTTP that keeps everything and answers what it is told to. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export interface WebhookReceiver {
  url: string;
  /** The HTTP status of the answers from now on; 200 at first. */
  state: { status: number };
  /** Those that name the payment, in the order they came. */
  about(paymentId: string): Received[];
  close(): Promise<unknown>;
}

export async function openReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const state = { status: 200 };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString("utf8")));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(state.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const about = (paymentId: string) => received.filter((one) => one.body.includes(paymentId));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url, state, about, close };
}
