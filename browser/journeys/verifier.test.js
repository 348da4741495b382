// The page that checks a record without us: its reckoning on examples, and the page itself, from disk, without a server.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { chromium } from "playwright-core";

const PAGE = fileURLToPath(new URL("../../docs/cloakroom-verify.html", import.meta.url));
const EXAMPLE = await readFile(new URL("../../crates/ledger/tests/vectors/chain.json", import.meta.url), "utf8");
const SIGNED = await readFile(new URL("../../docs/record-example.json", import.meta.url), "utf8");
const page = await readFile(PAGE, "utf8");
/** The check in a browser with this cryptography. */
const checkWith = (crypto) => vm.runInNewContext(`${page.split("<script>")[1].split("</script>")[0]}; check`, { crypto, TextEncoder, TextDecoder, atob, btoa });
const check = checkWith(crypto);

/** The example with something done to it. */
function altered(alter, example = EXAMPLE) {
  const chain = JSON.parse(example);
  alter(chain);
  return JSON.stringify(chain);
}

/** What the check says of a file. */
const said = (content, known) => check(content, known).then(({ records }) => `${records.length} lines hold`, (bad) => bad.message);

const flip = (word, at = 20) => word.slice(0, at) + (word[at] === "a" ? "b" : "a") + word.slice(at + 1);

test("a whole record holds, and says what was written", async () => {
  const { records, head } = await check(EXAMPLE);
  assert.equal(records.length, 4);
  assert.equal(records[0].party, "shop");
  assert.equal(records[0].leaves.join(), "identity.name,contact.phone");
  assert.equal(records[1], null);
  assert.equal(head, JSON.parse(EXAMPLE).known.hash);
});

test("each way of altering a record names the first bad line", async () => {
  const ways = [
    [2, (c) => (c.lines[1].leaf = flip(c.lines[1].leaf))],
    [3, (c) => (c.lines[2].head = flip(c.lines[2].head))],
    [3, (c) => (c.lines[2].record = flip(c.lines[2].record))],
    [2, (c) => c.lines.splice(1, 1)],
    [2, (c) => ([c.lines[1], c.lines[2]] = [c.lines[2], c.lines[1]])],
    [2, (c) => ([c.lines[1].leaf, c.lines[2].leaf] = [c.lines[2].leaf, c.lines[1].leaf])],
    [3, (c) => (c.lines[2].seq = 7)],
    [3, (c) => (c.lines[2].record = c.lines[0].record)],
    [4, (c) => c.lines.pop()],
    [4, (c) => (c.known.hash = flip(c.known.hash))],
    [1, (c) => (c.lines[0].leaf = c.lines[0].leaf.toUpperCase())],
    [1, (c) => (c.lines[0].record += "=")],
    [1, (c) => c.lines.unshift(null)],
  ];
  for (const [line, alter] of ways) assert.match(await said(altered(alter)), new RegExp(`^Line ${line} `), String(alter));
});

test("every single letter of a record counts", async () => {
  const { leaf, head, record } = JSON.parse(EXAMPLE).lines[0];
  for (const [field, word] of Object.entries({ leaf, head, record })) {
    for (let at = 0; at < word.length; at += 7) {
      assert.match(await said(altered((chain) => (chain.lines[0][field] = flip(word, at)))), /^Line 1 /, `${field} ${at}`);
    }
  }
});

test("a head from elsewhere shows a record that was cut off or written anew", async () => {
  const { lines } = JSON.parse(EXAMPLE);
  const bare = altered((chain) => (chain.known = null));
  assert.equal(await said(bare, `3:${lines[2].head}`), "4 lines hold");
  assert.match(await said(bare, `3:${flip(lines[2].head)}`), /^Line 3 .*written anew/);
  assert.match(await said(bare, `9:${lines[2].head}`), /^Line 5 was cut off/);
  assert.match(await said(bare, "three"), /should look like/);
});

test("what the public log signed is told, with the key to compare", async () => {
  const { log, lines } = JSON.parse(SIGNED);
  const { log: [words, key] } = await check(SIGNED);
  assert.match(words, new RegExp(`^Signed: these ${lines.length} lines were all when the public log had \\d+ entries`));
  assert.equal(key, log.key);
  const before = altered((chain) => Object.assign(chain.log, { checkpoint: null, signed_head: null, proofs: [] }), SIGNED);
  assert.match((await check(before)).log.join(), /had signed nothing yet/);
});

test("a false signature of the public log, or one for other lines, is no good answer", async () => {
  const forged = (word) => flip(word, word.indexOf("— ") + 40);
  const ways = [
    [/checkpoint .*is not signed/, (c) => (c.log.checkpoint = forged(c.log.checkpoint))],
    [/checkpoint .*is not signed/, (c) => (c.log.checkpoint = c.log.checkpoint.replace("\n24\n", "\n25\n"))],
    [/statement .*is not signed/, (c) => (c.log.signed_head = forged(c.log.signed_head))],
    [/statement .*is not signed/, (c) => (c.log.signed_head = c.log.signed_head.replace("\n7\n", "\n6\n"))],
    [/^Line 7 was cut off: the shop signed that there were 7 lines/, (c) => c.lines.pop()],
    [/signed another end/, (c) => (c.log.signed_head = c.log.checkpoint)],
    [/is damaged/, (c) => (c.log.key = flip(c.log.key, c.log.key.length - 9))],
    [/is damaged/, (c) => (c.log.signed_head = null)],
    [/is damaged/, (c) => delete c.log],
  ];
  for (const [words, alter] of ways) assert.match(await said(altered(alter, SIGNED)), words, String(alter));
});

test("a browser without such signatures says that it did not check them", async () => {
  const importKey = () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
  const old = { subtle: { digest: (...asked) => crypto.subtle.digest(...asked), importKey } };
  const { log } = await checkWith(old)(SIGNED);
  assert.match(log.join(), /was not checked: this browser does not know/);
});

test("what a later version adds beside a line does no harm, and what is no record is said to be none", async () => {
  const more = altered((chain) => {
    chain.later = { more: "…" };
    chain.lines[0].proof = ["…"];
  });
  assert.equal(await said(more), "4 lines hold");
  for (const none of ["", "{", "null", "[]", '{"format":"cloakroom-chain-9","lines":[]}']) assert.match(await said(none), /not a file of a record/);
  assert.equal(await said('{"format":"cloakroom-chain-1","known":null,"lines":[]}'), "0 lines hold");
});

let browser;
after(() => browser?.close());

test("the page checks a file from disk, without the net", async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const folder = await mkdtemp(join(tmpdir(), "cloakroom-verify-"));
  const tab = await (await browser.newContext({ offline: true, viewport: { width: 390, height: 844 } })).newPage();
  const asked = [];
  tab.on("request", (request) => asked.push(request.url()));
  tab.on("console", (message) => assert.notEqual(message.type(), "error", message.text()));
  await tab.goto(`file://${PAGE}`);
  const choose = async (content) => {
    await writeFile(join(folder, "record.json"), content);
    await tab.getByLabel("The file of your record").setInputFiles(join(folder, "record.json"));
    await tab.locator("#said p").first().waitFor();
    const words = await tab.getByRole("status").innerText();
    await tab.getByLabel("The file of your record").setInputFiles([]);
    return words;
  };
  assert.match(await choose(EXAMPLE), /The record holds: 4 lines, unaltered from the first to the last/);
  assert.match(await tab.locator("table").innerText(), /This line is shut/);
  await tab.evaluate(() => document.getElementById("said").replaceChildren());
  assert.match(await choose(SIGNED), /The record holds: 7 lines[^]*Signed: these 7 lines were all[^]*\/log\/key/);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide} pixels`);
  await tab.evaluate(() => document.getElementById("said").replaceChildren());
  assert.match(await choose(altered((chain) => chain.lines.splice(1, 1))), /does not hold\. Line 2 is missing/);
  assert.deepEqual(asked, [`file://${PAGE}`], "it asks nobody for anything");
  await rm(folder, { recursive: true, force: true });
});
