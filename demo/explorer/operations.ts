/** The sample operations of `demo/operations`, one tab each, in the order of their file names, with variables to fill in where they need some. */
const files = import.meta.glob<string>("../operations/*.graphql", { query: "?raw", import: "default", eager: true });
const examples = import.meta.glob<string>("../operations/*.variables.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** A key names one intent: nobody should paste the same one twice. */
const FRESH_KEY = "<fresh uuid>";

export const sampleTabs = Object.entries(files)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, query]) => {
    const example = examples[path.replace(/\.graphql$/, ".variables.json")];
    return example === undefined ? { query } : { query, variables: example.replace(FRESH_KEY, crypto.randomUUID()) };
  });
