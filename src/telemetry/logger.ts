/** The logger: one JSON line an event, with everything that may not be read taken out before it is written. */
import pino from "pino";
import { redact, redactText } from "./redact.js";

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
type Level = (typeof LEVELS)[number];
export type LogLevel = Level | "silent";

/** `(facts, message)`, `(error, message)` or `(message)`; values for `%s %d %j` in the message may follow. */
interface LogMethod {
  (facts: object, message?: string, ...values: unknown[]): void;
  (message: string, ...values: unknown[]): void;
}

/** A narrow face of pino's logger: it has no way into a line that goes around `redact`. */
export interface Logger extends Readonly<Record<Level, LogMethod>> {
  /** A logger that adds `facts` to each of its lines. */
  child(facts: object): Logger;
}

/** Where finished lines go; each ends in a newline. */
export interface LogDestination {
  write(line: string): void;
}

export interface LoggerOptions {
  level: LogLevel;
  /** Lines for a person at a terminal instead of JSON. */
  pretty?: boolean;
  /** Default: standard output, written synchronously, so that the last line before a crash is not lost. */
  destination?: LogDestination;
}

export function createLogger({ level, pretty = false, destination = standardOutput() }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Errors are plain data when they get here; pino's own serializer would look for more in them.
    serializers: { err: (error: unknown) => error },
  };
  return guarded(pino(options, pretty ? readable(destination) : destination));
}

/** A logger that writes nothing, for tests and one-off commands. */
export const silentLogger = (): Logger => createLogger({ level: "silent", destination: { write() {} } });

function guarded(inner: pino.Logger): Logger {
  const methodOf =
    (level: Level): LogMethod =>
    (...args: unknown[]) => {
      if (!inner.isLevelEnabled(level)) return;
      const { facts, message, values } = redactArguments(args);
      inner[level](facts, message, ...values);
    };
  return {
    fatal: methodOf("fatal"),
    error: methodOf("error"),
    warn: methodOf("warn"),
    info: methodOf("info"),
    debug: methodOf("debug"),
    trace: methodOf("trace"),
    child: (facts) => guarded(inner.child(redactFacts(facts))),
  };
}

function redactArguments([first, ...rest]: readonly unknown[]) {
  const values = rest.map(redact);
  if (typeof first === "string") return { facts: {}, message: redactText(first), values };
  const [message, ...others] = values;
  const text = typeof message === "string" ? message : first instanceof Error ? redactText(first.message) : undefined;
  return { facts: redactFacts(first), message: text, values: others };
}

/** An object for pino to merge into the line, whatever was given: an error stands under `err`, a non-object under `value`. */
function redactFacts(facts: unknown): Record<string, unknown> {
  const clean = redact(facts);
  if (facts instanceof Error) return { err: clean };
  const mergeable = typeof clean === "object" && clean !== null && !Array.isArray(clean);
  return mergeable ? { ...clean } : { value: clean };
}

const standardOutput = (): LogDestination => pino.destination({ dest: 1, sync: true });

/** `10:15:30.123 INFO  message  key=value …`, and a stack trace below it. Time is UTC. */
function readable(out: LogDestination): LogDestination {
  return {
    write(line) {
      const { level, time, msg, err, pid, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const facts = Object.entries({ ...rest, pid }).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      const stack = typeof err === "object" && err !== null && "stack" in err ? `\n${String(err.stack)}` : "";
      const head = [
        String(time).slice(11, 23),
        String(level).toUpperCase().padEnd(5),
        typeof msg === "string" ? msg : "",
      ];
      out.write(`${head.join(" ")}  ${facts.join(" ")}${stack}\n`);
    },
  };
}
