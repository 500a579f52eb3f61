/** A GraphQL client as small as a return service's: one POST, and a clear error when the API says no. */

/** Longer than any seeding mutation takes on a slow machine. */
const TIMEOUT_MS = 60_000;

export interface ApiClient {
  /** @throws Error naming what the API answered when there is no data. */
  send<T>(document: string, variables: Record<string, unknown>): Promise<T>;
}

export const apiClient = (api: { url: string; token: string; signal: AbortSignal }): ApiClient => ({
  async send<T>(document: string, variables: Record<string, unknown>): Promise<T> {
    const response = await fetch(`${api.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${api.token}`, "accept-language": "ko" },
      body: JSON.stringify({ query: document, variables }),
      signal: AbortSignal.any([api.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const text = await response.text();
    const answer = (response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {}) as {
      data?: T | null;
      errors?: { message: string }[];
    };
    if (!answer.data || answer.errors)
      throw new Error(
        `the API answered ${response.status}: ${answer.errors?.map((error) => error.message).join("; ") ?? text.slice(0, 200)}`,
      );
    return answer.data;
  },
});
