/** Times as the vendor writes them: ISO 8601 in the caller's zone with nine digits of fraction, or to the second in webhooks. */

const PARTS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
  timeZoneName: "longOffset",
} as const;

export const DEFAULT_ZONE = "UTC";

/** True for a zone such as `Asia/Seoul`. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/**
 * `2025-12-30T21:14:13.909292900Z`, or with the zone's offset instead of `Z`.
 * @param tick anything that counts up: it fills the digits below the millisecond, where a `Date` cannot follow
 */
export function responseTimestamp(at: Date, zone: string, tick: number): string {
  const parts = new Map(
    new Intl.DateTimeFormat("en-CA", { ...PARTS, timeZone: zone })
      .formatToParts(at)
      .map(({ type, value }) => [type as string, value]),
  );
  const part = (type: string): string => parts.get(type) ?? "";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  const time = `${part("hour")}:${part("minute")}:${part("second")}`;
  const belowMillisecond = `${String(tick % 10_000).padStart(4, "0")}00`;
  const offset = part("timeZoneName")
    .replace(/^GMT(\+00:00)?$/, "Z")
    .replace("GMT", "");
  return `${day}T${time}.${part("fractionalSecond")}${belowMillisecond}${offset}`;
}

/** `2025-12-30T10:00:00Z`: what the pages show in webhooks. */
export const eventTimestamp = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** `yyyymmdd` in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10).replaceAll("-", "");
