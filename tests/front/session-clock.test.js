// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import * as clocks from "../../src/unspasm/web/static/unspasm/islands/session-clock.js";

const MINUTE = 60_000;
const running = { ...clocks.fresh(), begun: true, since: 0, part: 1 };

test("a page that woke a little late asks with its whole time", () => {
  assert.equal(clocks.waitedAsleep(running, 300, 60, 5 * MINUTE + 200), 0);
  assert.equal(clocks.waitedAsleep(running, 300, 60, 6 * MINUTE - 1), 0);
});

test("a page that slept past the end for as long as the question waits has waited long enough", () => {
  assert.equal(clocks.waitedAsleep(running, 300, 60, 6 * MINUTE), MINUTE);
  assert.equal(clocks.waitedAsleep(running, 300, 60, 25 * MINUTE), 20 * MINUTE);
});

test("a step that stood still, or has no timer, was not slept through", () => {
  assert.equal(clocks.waitedAsleep({ ...running, since: null, ran: 25 * MINUTE }, 300, 60, 30 * MINUTE), 0);
  assert.equal(clocks.waitedAsleep(running, null, 60, 30 * MINUTE), 0);
});

test("what began more than two minutes ago, somewhere else, is not begun anew", () => {
  assert.equal(clocks.tooLateToBegin(120), false);
  assert.equal(clocks.tooLateToBegin(121), true);
});

test("a clock set back takes no time away, and one that was kept from the future starts now", () => {
  assert.equal(clocks.ranFor({ ...running, ran: 5000, since: 100_000 }, 40_000), 5000);
  assert.equal(clocks.restored(JSON.stringify({ ...running, since: 900_000 }), 7, 1000)?.since, 1000);
});
