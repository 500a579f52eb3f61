/** One setting that moves everything the demo listens on, so that two of them stand beside each other on a machine. */

/** Settings that name a port of the demo's, as a number or in an address. */
const PORTS = ["PORT", "EMBEDDED_POSTGRES_PORT"] as const;
const ADDRESSES = [
  "PORTONE_V2_BASE_URL",
  "IAMPORT_V1_BASE_URL",
  "TOSS_PAY_BASE_URL",
  "EBP_BASE_URL",
  "ORDER_SERVICE_URL",
] as const;

export type Listening = Record<(typeof PORTS)[number], number> & Record<(typeof ADDRESSES)[number], string>;

/** Leaves room for the embedded PostgreSQL, whose port is the highest. */
export const LARGEST_OFFSET = 11_000;

const LAST_PORT = 65_535;

/** One sentence for each port that the offset would move beyond the last one. */
export function portOffsetFaults(given: Partial<Listening & { PORT_OFFSET: number }>): string[] {
  const { PORT_OFFSET: offset = 0 } = given;
  const portOf = (name: keyof Listening) =>
    typeof given[name] === "string" ? Number(new URL(given[name]).port) : (given[name] ?? 0);
  return [...PORTS, ...ADDRESSES]
    .filter((name) => portOf(name) + offset > LAST_PORT)
    .map((name) => `PORT_OFFSET: ${name} would be port ${portOf(name) + offset}, and the last one is ${LAST_PORT}`);
}

/** The same settings with `offset` added to each port; 0, any free one, stays, and so does an address without a port. */
export function withPortOffset<Of extends Listening>(settings: Of, offset: number): Of {
  if (offset === 0) return settings;
  const moved: Partial<Listening> = {};
  for (const name of PORTS) if (settings[name] > 0) moved[name] = settings[name] + offset;
  for (const name of ADDRESSES) moved[name] = movedAddress(settings[name], offset);
  return { ...settings, ...moved };
}

function movedAddress(address: string, offset: number): string {
  const url = new URL(address);
  if (Number(url.port) === 0) return address;
  url.port = String(Number(url.port) + offset);
  return url.pathname === "/" ? url.origin : url.href;
}
