/**
 * Fetches the form renderer LForms into `node_modules/.lforms`, once: `node renderer.mjs`
 * Its package alone, held against its hash. Its own parts lie built in it; what it names as dependencies (Angular, 60
 * packages) is for those who build it.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";

const wanted = JSON.parse(readFileSync("renderer.json", "utf8"));
const folder = "node_modules/.lforms";
if (!existsSync(`${folder}/${wanted.version}`)) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = JSON.parse(
    execFileSync("npm", ["pack", `${wanted.name}@${wanted.version}`, "--json", "--pack-destination", folder], { encoding: "utf8" }),
  );
  const file = `${folder}/${packed[0].filename}`;
  const hash = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
  if (hash !== wanted.integrity) throw new Error(`${wanted.name} ${wanted.version} is not what it was: ${hash}`);
  execFileSync("tar", ["xzf", file, "-C", folder]);
  rmSync(file);
  mkdirSync(`${folder}/${wanted.version}`);
}
