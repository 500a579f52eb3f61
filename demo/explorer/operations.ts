/** The sample operations of `demo/operations`, one tab each, in the order of their file names. */
const files = import.meta.glob<string>("../operations/*.graphql", { query: "?raw", import: "default", eager: true });

export const sampleTabs = Object.entries(files)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, query]) => ({ query }));
