/**
 * Evaluates FHIRPath with an engine that others wrote. `node evaluate.mjs < lines.jsonl`
 * First line: a list of expressions. Every other line: a resource. Out, a line for each: the list of their values.
 */
import { createInterface } from "node:readline";
import fhirpath from "fhirpath";
import model from "fhirpath/fhir-context/r4/index.js";

let compiled;
for await (const text of createInterface({ input: process.stdin })) {
  if (!text.trim()) continue;
  const value = JSON.parse(text);
  if (!compiled) {
    compiled = value.map((expression) => fhirpath.compile(expression, model));
    continue;
  }
  console.log(JSON.stringify(compiled.map((evaluate) => evaluate(value))));
}
