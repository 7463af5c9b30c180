// @ts-check
import { readFileSync } from "node:fs";

/** Joints and moments as Python reckons them: tests/movement/golden.py writes the file. */
export const golden = JSON.parse(readFileSync(new URL("../movement/golden.json", import.meta.url), "utf8"));
export const movements = Object.entries(golden.movements);
export const NEAR = 1e-9;
