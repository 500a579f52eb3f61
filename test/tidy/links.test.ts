/** Documents lead somewhere: every relative link and every file named in backticks exists, and every anchor is a heading. */
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { textOf, tracked } from "./sources.js";

const pages = tracked.filter((file) => file.endsWith(".md"));

/** Where a page links to: inline and by reference, without code. */
const linksOf = (page: string): string[] => {
  const text = textOf(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)/gm)]
    .map(([, inline, reference]) => (inline ?? reference) as string)
    .filter((link) => !/^[a-z]+:/.test(link));
};

/** Headings as GitHub spells their anchors. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

it("every relative link of a page leads to a file, and its anchor to a heading", () => {
  const faults = pages.flatMap((page) =>
    linksOf(page).flatMap((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return [`${page}: no file ${link}`];
      const isHeading = anchor === undefined || anchorsOf(target).includes(anchor);
      return isHeading ? [] : [`${page}: no heading ${link}`];
    }),
  );
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(100);
  expect(faults).toEqual([]);
});

it("every file a page names by its path exists", () => {
  const named = /`((?:\.ci|bench|demo|docs|machines|migrations|sandbox|schema|src|test)\/[\w./-]*(?:\.\w+|\/))`/g;
  const faults = pages.flatMap((page) =>
    [...textOf(page).matchAll(named)]
      .filter(([, path = ""]) => !existsSync(path))
      .map(([, path]) => `${page}: no file ${path}`),
  );
  expect(faults).toEqual([]);
});
