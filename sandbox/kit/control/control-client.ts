/** Base of the typed clients of the sandboxes' control APIs: one call under `/__sandbox/`. */

/** Every method of a control client throws an Error naming what the sandbox answered when it did not answer 200. */
export abstract class ControlClient {
  readonly #url: string;

  /** @param url of the sandbox, such as `http://127.0.0.1:4020` */
  constructor(url: string) {
    this.#url = url;
  }

  /** @param path below `/__sandbox/`, its segments percent-encoded */
  protected async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#url}/__sandbox/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`sandbox control ${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}

/** The query that asks for one payment only, or nothing. */
export const ofPayment = (paymentId: string | undefined): string =>
  paymentId === undefined ? "" : `?paymentId=${encodeURIComponent(paymentId)}`;
