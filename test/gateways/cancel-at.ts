/** One cancel at an adapter, prepared and sent; what is refused before it is sent is answered as it is. */
import type { CancelCommand, Exchange, PaymentGateway, Prepared, Verdict } from "../../src/gateways/port.js";

export async function cancelAt(
  gateway: PaymentGateway,
  command: CancelCommand,
): Promise<{ verdict: Verdict; exchange: Exchange }> {
  const prepared = gateway.prepare(command);
  return prepared.ok ? prepared.send() : prepared;
}

type Send = Extract<Prepared, { ok: true }>["send"];

/** The same gateway, whose sends go through `around`. */
export const sendingThrough = (
  real: PaymentGateway,
  around: (send: Send, command: CancelCommand) => ReturnType<Send>,
): PaymentGateway => ({
  ...real,
  prepare(command) {
    const prepared = real.prepare(command);
    return prepared.ok ? { ok: true, send: () => around(() => prepared.send(), command) } : prepared;
  },
});
