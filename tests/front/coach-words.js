// @ts-check
/** What the page of the coach is given, read from the files that the server reads. */
import { readFileSync } from "node:fs";

const file = (/** @type {string} */ path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** @type {any} */
export const limits = JSON.parse(file("scripts/coach/limits.json"));

/** The sections of coach.toml that hold numbers and sentences: enough of TOML for that file. @type {Record<string, any>} */
const sections = {};
let section = "";
for (const line of file("src/unspasm/knowledge/coach.toml").split("\n")) {
  const named = line.match(/^\[([a-z.]+)\]/);
  if (named) section = named[1];
  const [, name, text] = line.match(/^([a-z_]+) = ("(?:[^"\\]|\\.)*"|-?[0-9.]+)/) ?? [];
  if (section && name) {
    sections[section] ??= {};
    sections[section][name] = JSON.parse(text);
  }
}

/** @type {Record<string, any>} */
export const words = { start: sections.before.start, ...sections };
