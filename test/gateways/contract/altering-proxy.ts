/** Stands between an adapter and a sandbox and changes the answers to cancels: what a gateway says need not be what it did. */
import { httpServer, json, type LocalServer, type Received } from "../local-server.js";
import type { Answer } from "./gateway-under-test.js";

/** Made anew by whoever sends the call on. */
const PER_CONNECTION = ["host", "connection", "content-length", "accept-encoding"];

export function alteringProxy(
  sandboxUrl: string,
  isCancel: (call: { path: string }) => boolean,
  alter: (answer: Answer) => void,
): Promise<LocalServer> {
  const forward = async ({ method, url, headers, body }: Received): Promise<{ status: number; answer: Answer }> => {
    const kept = Object.entries(headers).filter(([name]) => !PER_CONNECTION.includes(name));
    const response = await fetch(`${sandboxUrl}${url}`, {
      method,
      headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
      ...(method === "POST" && { body }),
    });
    const answer = (await response.json()) as Answer;
    if (response.ok && isCancel({ path: url })) alter(answer);
    return { status: response.status, answer };
  };
  return httpServer((request, response) => {
    forward(request).then(
      ({ status, answer }) => json(status, answer)(request, response),
      () => response.destroy(),
    );
  });
}
