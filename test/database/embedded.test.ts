/** The embedded PostgreSQL as its users meet it: real servers on free ports, in temporary folders. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/database/embedded/index.js";
import { commandOf } from "../../src/database/embedded/process.js";
import { requireServerVersion } from "../../src/database/server-version.js";
import { StartUpProblem } from "../../src/database/start-up-problem.js";

const isRoot = process.getuid?.() === 0;
const compiled = pathToFileURL(join(process.cwd(), "dist/src/database/embedded/index.js")).href;

let folder: string;
const running: EmbeddedPostgres[] = [];
const apps: ChildProcess[] = [];
const alsoRemove: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hwanbul-embedded-"));
  await chmod(folder, 0o755);
});

afterEach(async () => {
  for (const app of apps.splice(0)) app.kill("SIGKILL");
  for (const server of running.splice(0)) await server.stop();
});

afterAll(async () => {
  for (const path of [folder, ...alsoRemove]) await rm(path, { recursive: true, force: true });
});

const start = async (dataDirectory: string, port = 0): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({ dataDirectory, port, durability: "fast-for-tests" });
  running.push(server);
  return server;
};

/** What the person at the keyboard reads; anything but a StartUpProblem fails the test. */
const sentenceOf = async (starting: Promise<unknown>): Promise<string> => {
  const error = await starting.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartUpProblem);
  const { message } = error as StartUpProblem;
  expect(message).toMatch(/^[A-Z][^\n]*\.$/);
  return message;
};

const ask = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>({ text: sql });
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};

/** An app of its own process that starts the server of the folder and then waits; answers when its server is ready. */
const startApp = async (dataDirectory: string): Promise<{ app: ChildProcess; serverPid: number }> => {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(compiled)});
    const server = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)}, durability: "fast-for-tests" });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const app = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  apps.push(app);
  const [line] = (await once(app.stdout!, "data")) as [Buffer];
  return { app, serverPid: Number(line.toString()) };
};

const killHard = async (app: ChildProcess): Promise<void> => {
  const ended = once(app, "exit");
  app.kill("SIGKILL");
  expect((await ended)[1]).toBe("SIGKILL");
};

describe("one folder from first start to last stop", () => {
  let data: string;
  beforeAll(() => {
    data = join(folder, "story", "postgres");
  });

  it("makes the folder at the first start and serves it on 127.0.0.1, by password only", async () => {
    const server = await start(data);
    expect(server).toMatchObject({ adopted: false, dataDirectory: data });
    await server.ensureDatabase("hwanbul");
    await server.ensureDatabase("hwanbul");
    await Promise.all([server.ensureDatabase("twice"), server.ensureDatabase("twice")]);
    await ask(server.url("hwanbul"), "create table kept as select '환불' as word");

    expect(await ask(server.adminUrl, "show listen_addresses")).toBe("127.0.0.1");
    expect(await ask(server.adminUrl, "show unix_socket_directories")).toBe("");
    expect(await ask(server.adminUrl, "show server_encoding")).toBe("UTF8");
    expect(await ask(server.adminUrl, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules")).toBe(
      "scram-sha-256",
    );
    expect((await stat(`${data}.password`)).mode & 0o777).toBe(0o600);
    await expect(ask(server.adminUrl.replace(/:[^:@]+@/, ":guessed@"), "select 1")).rejects.toMatchObject({
      code: "28P01",
    });
  });

  it("keeps data over a stop, and stopping leaves no process", async () => {
    const server = await start(data);
    expect(await ask(server.url("hwanbul"), "select word from kept")).toBe("환불");
    expect(await commandOf(server.pid)).toContain("postgres");
    await Promise.all([server.stop(), server.stop()]);
    expect(await commandOf(server.pid)).toBeNull();
    await expect(stat(join(data, "postmaster.pid"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("does not log the values of a failing statement", async () => {
    const server = await start(data);
    await expect(ask(server.adminUrl, "select 'account 110-123'::int")).rejects.toThrow(/invalid input/);
    await server.stop();
    const log = await readFile(server.logFile, "utf8");
    expect(log).toContain("shut down");
    expect(log).not.toContain("110-123");
  });

  it("takes over the server that a killed app left behind", async () => {
    const { app, serverPid } = await startApp(data);
    await killHard(app);
    expect(await commandOf(serverPid)).toContain("postgres");

    const server = await start(data);
    expect(server).toMatchObject({ adopted: true, pid: serverPid });
    expect(await ask(server.url("hwanbul"), "select word from kept")).toBe("환불");
    await server.stop();
    expect(await commandOf(serverPid)).toBeNull();
  });

  it("replaces the server of a killed app when another durability is wanted", async () => {
    const { app, serverPid } = await startApp(data);
    await killHard(app);
    const server = await startEmbeddedPostgres({ dataDirectory: data, durability: "safe" });
    running.push(server);
    expect(server.adopted).toBe(false);
    expect(await commandOf(serverPid)).toBeNull();
    expect(await ask(server.adminUrl, "show fsync")).toBe("on");
  });

  it("starts over a postmaster.pid whose number now belongs to another program", async () => {
    await writeFile(join(data, "postmaster.pid"), `${process.pid}\n${data}\n1\n1\n\n\n\nready\n`);
    expect((await start(data)).adopted).toBe(false);
  });

  it("calls a start while another app runs a second start, in the same process too", async () => {
    const { app, serverPid } = await startApp(data);
    const sentence = await sentenceOf(start(data));
    expect(sentence).toContain(`Another Hwanbul (process ${app.pid}) is already running`);
    expect(sentence).toContain("stop it first");
    expect(await commandOf(serverPid)).toContain("postgres");
    await killHard(app);

    await start(data);
    expect(await sentenceOf(start(data))).toContain(`process ${process.pid}`);
  });

  it("says who is on a taken port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const sentence = await sentenceOf(start(data, port));
    other.close();
    expect(sentence).toContain(`Port ${port}, wanted for PostgreSQL, is already taken`);
    expect(sentence).toContain(process.platform === "linux" ? `(process ${process.pid})` : "stop that program");
    expect((await start(data, port)).port).toBe(port);
  });

  it("explains a lost password file, and a data folder of another major version", async () => {
    const password = await readFile(`${data}.password`, "utf8");
    await rm(`${data}.password`);
    expect(await sentenceOf(start(data))).toContain(`cannot be read from ${data}.password`);
    await writeFile(`${data}.password`, "another");
    expect(await sentenceOf(start(data))).toContain("is not the one of the data folder");
    await writeFile(`${data}.password`, password, { mode: 0o600 });

    await writeFile(join(data, "PG_VERSION"), "13\n");
    const sentence = await sentenceOf(start(data));
    expect(sentence).toContain("was made by PostgreSQL 13, but the embedded server is PostgreSQL 18");
    expect(sentence).toContain("DATABASE_URL");
  });
});

describe("folders it cannot use", () => {
  it("does not touch a folder that holds something else", async () => {
    const data = join(folder, "letters");
    await mkdir(data);
    await writeFile(join(data, "letter.txt"), "안녕");
    expect(await sentenceOf(start(data))).toContain("not a PostgreSQL data folder");
    expect(await readFile(join(data, "letter.txt"), "utf8")).toBe("안녕");
  });

  it("does not take a half-made data folder for one", async () => {
    const data = join(folder, "interrupted", "postgres");
    await mkdir(join(`${data}.unfinished`, "data"), { recursive: true });
    await chmod(dirname(data), 0o755);
    await writeFile(join(`${data}.unfinished`, "data", "PG_VERSION"), "18\n");
    expect((await start(data)).adopted).toBe(false);
    await expect(stat(`${data}.unfinished`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it(`${isRoot ? "gives root a shelter for" : "serves its owner in"} a folder nobody else may enter`, async () => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o700 });
    const wanted = join(closed, "postgres");
    const server = await start(wanted);
    if (isRoot) alsoRemove.push(dirname(server.dataDirectory));
    const openFolder = /^\/var\/lib\/hwanbul-[0-9a-f]{12}\/data$/;
    expect(openFolder.test(server.dataDirectory)).toBe(isRoot);
    expect(server.dataDirectory === wanted).toBe(!isRoot);
    expect((await stat(server.dataDirectory)).uid).not.toBe(0);
    await server.ensureDatabase("hwanbul");
    await server.stop();

    await chmod(closed, 0o755);
    const again = await start(wanted);
    expect(again.dataDirectory).toBe(server.dataDirectory);
    expect(await ask(again.url("hwanbul"), "select current_database()")).toBe("hwanbul");
  });

  it("names a folder that cannot be written to", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await sentenceOf(start(join(folder, "file", "postgres")))).toContain(
      `The folder ${join(folder, "file")} cannot be written to`,
    );
  });
});

describe("the age of any server", () => {
  const server = (name: string, number: number) => ({ query: async () => ({ rows: [{ name, number }] }) });

  it("accepts 15 and the server of this test run", async () => {
    expect(await requireServerVersion(server("15.0", 150_000))).toBe("15.0");
    const client = new pg.Client({ connectionString: `${process.env.TEST_ADMIN_URL}postgres` });
    await client.connect();
    expect(await requireServerVersion(client)).toMatch(/^\d+/);
    await client.end();
  });

  it("refuses 14 in one sentence", async () => {
    expect(await sentenceOf(requireServerVersion(server("14.22", 140_022)))).toContain(
      "PostgreSQL 14.22, but 15 or newer is needed",
    );
  });
});
