// @ts-check
/** Takes the code out of the address (after #, so that no server ever saw it there) and puts it into the field. */

/**
 * @param {string} hash the part of an address from # on
 * @returns {string} the code in it, or nothing
 */
export function codeIn(hash) {
  const code = hash
    .replace(/^#/, "")
    .replace(/[^0-9a-z]/gi, "")
    .toUpperCase();
  return code.length === 8 ? code : "";
}

const form = document.querySelector("[data-pair]");
const code = codeIn(window.location.hash);
if (form && window.location.hash) {
  window.history.replaceState(null, "", window.location.pathname); // not kept in the history, not shown over the shoulder
}
if (form && code) {
  const field = form.querySelector("input[name=code]");
  const said = form.querySelector("[data-filled]");
  const button = form.querySelector("button");
  if (field instanceof HTMLInputElement) field.value = `${code.slice(0, 4)}-${code.slice(4)}`;
  if (said) said.textContent = "The code was read from the picture. Press Pair this phone.";
  if (button instanceof HTMLElement) button.focus();
}
const wrong = document.querySelector("[data-focus]");
if (wrong instanceof HTMLElement) wrong.focus();
