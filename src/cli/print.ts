/** How a command speaks: lines on standard output, and an error as its own sentence without the stack. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

export const sentenceOf = (error: unknown): string =>
  error instanceof Error && error.message !== "" ? (error.message.split("\n")[0] ?? error.name) : String(error);
