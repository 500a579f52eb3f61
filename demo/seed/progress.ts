/** A line that counts up: in place on a terminal, now and then where the output is kept. */

/** A log needs no more than this. */
const EVERY = 50;

/** @returns to be called once for each thing done. */
export function progress(what: string, total: number): () => void {
  let done = 0;
  return () => {
    done += 1;
    const line = `  ${done} of ${total} ${what}`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line}${done === total ? "\n" : ""}`);
    else if (done % EVERY === 0 || done === total) process.stdout.write(`${line}\n`);
  };
}
