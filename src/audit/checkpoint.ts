/**
 * Signed checkpoints of the histories' heads, in files outside the database: whoever owns the database can cut a history and
 * set every counter back, but not the file, and not sign another one.
 *
 * A checkpoint is two files: `checkpoint-000001.heads`, one line `refund id, version, hash` for each refund, by id; and
 * `checkpoint-000001.json`, the statement of what is in it, with its signature. History only grows, so the newest one covers
 * what all before it covered.
 */
import { createHash, sign, verify } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { CheckpointKey } from "./checkpoint-keys.js";

export interface CheckpointSettings {
  /** A directory outside the database's machine: a mounted share or object store. */
  directory: string;
  keys: readonly [CheckpointKey, ...CheckpointKey[]];
}

/** The last row of one refund's history. */
export interface Head {
  refundId: string;
  version: number;
  hash: string;
}

const statementSchema = z.strictObject({
  number: z.int().min(1),
  takenAt: z.iso.datetime(),
  /** SHA-256 of the statement before this one; null for the first. */
  previous: z.string().nullable(),
  refunds: z.int().min(0),
  /** SHA-256 of the file of heads. */
  heads: z.string(),
  /** Findings somebody knew of and signed over. */
  acceptedFindings: z.int().min(0),
});
export type Statement = z.output<typeof statementSchema>;
const fileSchema = z.strictObject({ statement: statementSchema, key: z.string(), signature: z.string() });

const PURPOSE = "hwanbul checkpoint v1";
const covered = ({ number, takenAt, previous, refunds, heads, acceptedFindings }: Statement): Buffer =>
  Buffer.from(JSON.stringify([PURPOSE, number, takenAt, previous, refunds, heads, acceptedFindings]));
const digestOf = (statement: Statement): string => createHash("sha256").update(covered(statement)).digest("hex");

const nameOf = (number: number): string => `checkpoint-${String(number).padStart(6, "0")}`;
const STATEMENT = /^checkpoint-(\d{6,})\.json$/;

export type Newest =
  | { kind: "NONE" }
  | { kind: "GENUINE"; name: string; statement: Statement; heads: AsyncIterable<Head> }
  | { kind: "FORGED"; name: string; number: number; reason: string };

/** The newest checkpoint, after its signature, its heads and its place after the one before have been verified. */
export async function newestCheckpoint({ directory, keys }: CheckpointSettings): Promise<Newest> {
  const number = Math.max(0, ...(await numbersIn(directory)));
  if (number === 0) return { kind: "NONE" };
  const name = nameOf(number);
  const forged = (reason: string): Newest => ({ kind: "FORGED", name, number, reason });
  const statement = await signedStatement(directory, number, keys);
  if (typeof statement === "string") return forged(statement);
  const heads = join(directory, `${name}.heads`);
  if ((await digestOfFile(heads)) !== statement.heads) return forged("its heads are not the ones that were signed");
  if ((await numbersIn(directory)).includes(number - 1)) {
    const before = await signedStatement(directory, number - 1, null);
    if (typeof before === "string" || digestOf(before) !== statement.previous)
      return forged(`it does not follow from ${nameOf(number - 1)}`);
  }
  return { kind: "GENUINE", name, statement, heads: headsIn(heads) };
}

async function numbersIn(directory: string): Promise<number[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return files.flatMap((file) => STATEMENT.exec(file)?.[1] ?? []).map(Number);
}

/** The statement, or what is wrong with it; `keys` null: its signature is not asked for (its successor's digest covers it). */
async function signedStatement(
  directory: string,
  number: number,
  keys: CheckpointSettings["keys"] | null,
): Promise<Statement | string> {
  const parsed = fileSchema.safeParse(jsonIn(await readFile(join(directory, `${nameOf(number)}.json`), "utf8")));
  if (!parsed.success || parsed.data.statement.number !== number) return "its statement cannot be read";
  const { statement, key: keyId, signature } = parsed.data;
  if (keys === null) return statement;
  const key = keys.find(({ id }) => id === keyId);
  if (!key) return `none of AUDIT_CHECKPOINT_KEYS is ${keyId.slice(0, 32)}, which it says signed it`;
  const genuine = verify(null, covered(statement), key.publicKey, Buffer.from(signature, "base64"));
  return genuine ? statement : "its signature is not of this statement";
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function digestOfFile(file: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return hash.digest("hex");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function* headsIn(file: string): AsyncIterable<Head> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const [refundId = "", version = "", hash = ""] = line.split(" ");
    yield { refundId, version: Number(version), hash };
  }
}

/** A checkpoint that is being written; it counts only once `publish` has come back. */
export interface Draft {
  add(heads: readonly Head[]): Promise<void>;
  publish(facts: Pick<Statement, "number" | "takenAt" | "acceptedFindings">, after: Newest): Promise<Statement>;
  discard(): Promise<void>;
}

/** Begins a file of heads. They must come by refund id. */
export async function openDraft({ directory, keys }: CheckpointSettings, id: string): Promise<Draft> {
  await mkdir(directory, { recursive: true });
  const draft = join(directory, `draft-${id}`);
  const file = await open(draft, "wx");
  const hash = createHash("sha256");
  let refunds = 0;
  return {
    async add(heads) {
      const lines = heads.map(({ refundId, version, hash: head }) => `${refundId} ${version} ${head}\n`).join("");
      hash.update(lines);
      refunds += heads.length;
      await file.writeFile(lines);
    },
    async publish({ number, takenAt, acceptedFindings }, after) {
      await file.sync();
      await file.close();
      const previous = after.kind === "GENUINE" ? digestOf(after.statement) : null;
      const statement = { number, takenAt, previous, refunds, heads: hash.digest("hex"), acceptedFindings };
      const [key] = keys;
      const signature = sign(null, covered(statement), key.privateKey).toString("base64");
      const path = join(directory, nameOf(number));
      await rename(draft, `${path}.heads`);
      // The statement comes last and is never written over: without it there is no checkpoint.
      const text = `${JSON.stringify({ statement, key: key.id, signature }, null, 2)}\n`;
      await writeFile(`${path}.json`, text, { flag: "wx", flush: true });
      return statement;
    },
    async discard() {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}
