/** State that every part of a running sandbox shares, whatever it pretends to be, and the options one is started with. */
import type { Pool } from "pg";

/** A vendor's own interface extends this one with its credentials and whatever else its parts need. */
export interface Sandbox {
  pool: Pool;
  /** Business time: what a call is dated, what has expired, when something is due. Never the time in a signature. */
  now: () => Date;
  /** Something may have become due. */
  wake: () => void;
  /** One line about something that should not happen. */
  log: (line: string) => void;
  /** Aborts when the sandbox closes: waits end, and what had not happened yet does not happen. */
  closing: AbortSignal;
}

export interface SandboxOptions {
  /** A database of its own; the sandbox keeps its tables in a schema named after the vendor. One running sandbox per database. */
  databaseUrl: string;
  /** 0 (the default) takes a free port. */
  port?: number;
  host?: "127.0.0.1";
  /** Business time, for tests that move it. */
  now?: () => Date;
  /** Told of trouble such as a lost database connection, one line each; the error output by default. */
  log?: (line: string) => void;
}

export interface RunningSandbox {
  url: string;
  port: number;
  /** Cuts connections and ends; what was due stays due for the next start on the same database. */
  close(): Promise<void>;
}
