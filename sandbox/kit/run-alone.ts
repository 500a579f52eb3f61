/** One sandbox as a program of its own: started from the command line, ended by a signal. */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { RunningSandbox } from "./sandbox.js";

const SHARED_OPTIONS = {
  "database-url": { type: "string" },
  port: { type: "string", default: "0" },
} as const satisfies ParseArgsOptionsConfig;

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<typeof parseArgs<{ options: Options }>>["values"];

export interface Program<Options extends ParseArgsOptionsConfig> {
  /** Begins the line that says where it listens. */
  title: string;
  /** Printed when an option is missing. */
  usage: string;
  /** Options of this vendor, beside `--database-url` and `--port`. */
  options: Options;
  /** `null` when an option is missing or does not fit. */
  start: (shared: { databaseUrl: string; port: number }, values: Values<Options>) => Promise<RunningSandbox> | null;
}

export async function runAlone<const Options extends ParseArgsOptionsConfig>(program: Program<Options>): Promise<void> {
  const { values } = parseArgs({ options: { ...SHARED_OPTIONS, ...program.options } });
  const { "database-url": databaseUrl, port } = values as Values<typeof SHARED_OPTIONS>;
  const starting = databaseUrl ? program.start({ databaseUrl, port: Number(port) }, values as Values<Options>) : null;
  if (!starting) {
    console.error(program.usage);
    process.exit(2);
  }
  const sandbox = await starting;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
  // Last: whoever reads this may stop it at once.
  console.log(`${program.title}: ${sandbox.url}`);
}
