/** What all tests of a file, or of a `describe`, share: opened before the first of them, closed after the last. */

/** What it gives is filled when the tests begin. */
export function shared<T extends { close(): Promise<unknown> }>(open: () => Promise<T>): T {
  const opened = {} as T;
  beforeAll(async () => {
    Object.assign(opened, await open());
  });
  afterAll(() => opened.close());
  return opened;
}
