#!/usr/bin/env node
// @ts-check
/**
 * The coach on recorded numbers, without camera or page.
 *
 *   npm run --silent coach -- FILE.json            a recording: one event a line
 *   npm run --silent coach -- --many FILE.jsonl    recordings: one a line, and for each a line with its events
 *   npm run --silent coach -- --signal FILE.jsonl  plain series: one count a line
 *   npm run --silent coach -- --keraal FILE.json [FPS WIDTH HEIGHT]   a BlazePose file of the Keraal set: a recording
 *
 * `-` reads standard input. What had to be assumed of a recording is said on standard error. Exit status: 0 done; 1 the file, or a line of the series, cannot be used (one sentence
 * on standard error; the other lines are counted all the same).
 *
 * @import { Limits } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/coach.js"
 */
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { begin, finish, step } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/coach.js";
import { ASSUMED, fromKeraal } from "./keraal.mjs";
import { framesOf, parsed } from "./recording.mjs";
import { counted } from "./signal.mjs";

const USE = "Use: npm run --silent coach -- FILE.json, or -- --signal FILE.jsonl, or -- --keraal FILE.json";

/** @param {string} file */
const read = (file) => readFileSync(file === "-" ? 0 : file, "utf8");
/** @param {unknown} row */
const print = (row) => process.stdout.write(`${JSON.stringify(row)}\n`);

const limits = () => JSON.parse(readFileSync(new URL("limits.json", import.meta.url), "utf8"));

/** All events of one recording. @param {string} text @param {Limits} known */
function judged(text, known) {
  const { movement, frames, notes } = framesOf(parsed(text));
  let state = begin(movement, known);
  for (const note of notes) process.stderr.write(`${note}\n`);
  const told = [];
  for (const frame of frames) {
    const made = step(state, frame);
    state = made.state;
    told.push(...made.events);
  }
  return [...told, ...finish(state)];
}

/** @param {string} file */
function coach(file) {
  judged(read(file), limits()).forEach(print);
}

/** Many recordings, one a line; for each a line with its events. @param {string} file */
async function many(file) {
  const known = limits();
  const input = file === "-" ? process.stdin : createReadStream(file);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim()) print(judged(line, known));
}

/** @param {string} file */
function signals(file) {
  for (const [place, line] of read(file).split(/\r?\n/).entries()) {
    if (!line.trim()) continue;
    const row = counted(line, place + 1);
    print(row);
    if (!("error" in row)) continue;
    process.stderr.write(`${row.error}\n`);
    process.exitCode = 1;
  }
}

/** @param {string[]} given */
function main([first, ...others]) {
  if (!first || first === "--help") throw new Error(USE);
  const file = first.startsWith("--") ? others[0] : first;
  if (!file) throw new Error(USE);
  if (first === "--signal") return signals(file);
  if (first === "--many") return many(file);
  if (first === "--keraal") {
    const [fps, width, height] = others.slice(1).map(Number);
    return print(
      fromKeraal(parsed(read(file)), { ...ASSUMED, ...(fps && { fps }), ...(width && height && { width, height }) }),
    );
  }
  if (first.startsWith("--")) throw new Error(USE);
  return coach(file);
}

process.stdout.on("error", () => process.exit(0)); // the reader has had enough
try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
