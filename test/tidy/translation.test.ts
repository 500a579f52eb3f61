/** README.ko.md says what README.md says: the same headings in number, the same commands, the same files, the same limits. */
import { textOf } from "./sources.js";

const [english, korean] = [textOf("README.md"), textOf("README.ko.md")];

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? "");
/** Levels of the headings, in order. */
const headings = (text: string): string[] => all(text, /^(#+) /gm);
/** Commands, documents and trees: what is indented by four is code, and code is not translated. */
const code = (text: string): string[] => all(text, /^( {4}\S.*)$/gm);
/** What is in backticks and is no sentence: settings, operations, files, codes. */
const words = (text: string): string[] => all(text, /`([^`\n]+)`/g).toSorted();
const links = (text: string): string[] =>
  all(text, /\]\(([^()\s#][^()\s]*)\)/g)
    .filter((link) => !/^README/.test(link))
    .toSorted();
/** Entries of lists and rows of tables, by the line they begin with. */
const entries = (text: string): string[] => all(text, /^(- |\d+\. |\| )/gm);

it.each([
  ["headings", headings],
  ["code", code],
  ["links", links],
  ["names in backticks", words],
  ["entries of lists and tables", entries],
])("has the same %s", (_, of) => {
  expect(of(korean)).toEqual(of(english));
  expect(of(english).length).toBeGreaterThan(5);
});
