/** The repository's files as the tidy tests read them. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Everything git knows or would take. */
export const tracked: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard"],
  { encoding: "utf8" },
)
  .split("\n")
  .filter((file) => file !== "" && existsSync(file));

export const sources: readonly string[] = tracked.filter(
  (file) => /\.(ts|tsx)$/.test(file) && /^(machines|src|sandbox|demo|migrations|test)\//.test(file),
);

export const textOf = (file: string): string => readFileSync(file, "utf8");

/** A source without its comments: rules are about code. */
export const codeOf = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");

/** The files a source imports by a relative path, as they lie in the repository. */
export const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:\bfrom|\bimport\(|^import)\s*"(\.[^"]+)"/gm)].map(([, path]) =>
    normalize(join(dirname(file), path as string)).replace(/\.js$/, ".ts"),
  );

/** Each complaint of each source, with the file in front. */
export const complaints = (check: (file: string) => string[]): string[] =>
  sources.flatMap((file) => check(file).map((fault) => `${file}: ${fault}`));
