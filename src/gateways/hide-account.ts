/** Keeps a customer's bank account out of everything that is kept of a cancel, whatever a gateway echoes and wherever. */
import type { Exchange, PaymentGateway, RefundAccount, Verdict } from "./port.js";

const HIDDEN = "***";

/** The same gateway; of the account that went with a cancel nothing comes back in its verdict or exchange. */
export const hidingAccount = (gateway: PaymentGateway): PaymentGateway => ({
  ...gateway,
  async cancel(command) {
    const answer = await gateway.cancel(command);
    return command.refundAccount ? cleaned(answer, hiding(command.refundAccount)) : answer;
  },
});

/** Takes number, holder and telephone out of a text; digits however they are grouped. */
function hiding({ number, holder, phone }: RefundAccount): (text: string) => string {
  const digits = [number, phone]
    .flatMap((secret) => (secret ? [secret.reveal()] : []))
    .filter((text) => /^\d+$/.test(text));
  const grouped = digits.map((text) => new RegExp(Array.from(text).join("[ -]?"), "g"));
  const name = holder.reveal().trim();
  const withoutName = (text: string): string => (name === "" ? text : text.replaceAll(name, HIDDEN));
  return (text) => grouped.reduce((kept, pattern) => kept.replace(pattern, HIDDEN), withoutName(text));
}

/** Both with every text passed through `clean`. Kept bodies are bounded in size and depth already. */
function cleaned(
  { verdict, exchange }: { verdict: Verdict; exchange: Exchange },
  clean: (text: string) => string,
): { verdict: Verdict; exchange: Exchange } {
  const { request, response, error } = exchange;
  return {
    verdict:
      "message" in verdict ? { ...verdict, code: clean(verdict.code), message: clean(verdict.message) } : verdict,
    exchange: {
      ...exchange,
      request: { ...request, body: cleanedValue(request.body, clean) },
      response: response && { ...response, body: cleanedValue(response.body, clean) },
      error: error === null ? null : clean(error),
    },
  };
}

function cleanedValue(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value === "number") return clean(String(value)) === String(value) ? value : HIDDEN;
  if (Array.isArray(value)) return value.map((item) => cleanedValue(item, clean));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [clean(name), cleanedValue(inner, clean)]));
}
