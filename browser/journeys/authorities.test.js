// A court asks for something about Ada: two officers look at the letter, it gets what it names, and she reads of it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { arrive, atTheDesk, join, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

/** A day so many days from now, as a date field wants it. */
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

/** Fills in the form for an order, and leaves out what is to be missing. */
async function writeDown(officer, whom, parts) {
  await officer.open("/desk/dpo/legal");
  await officer.fill({
    Authority: "Central Criminal Court",
    "Its number for this order": "T2027 0417",
    "The customer’s order number or e-mail address": whom,
    "Last day of the order": day(30),
  });
  for (const part of parts) await officer.page.getByLabel(part).check();
}

test("P45 a court gets what its order names once two officers have looked at it, and Ada reads of it", async () => {
  const who = somebody("Ada", "Courtly");
  const ada = await arrive(town, who);
  await join(ada, who);

  const olu = await atTheDesk(town, "olu");
  await writeDown(olu, who.email, ["Name, e-mail address and telephone number"]);
  await olu.press("Write it down");
  await olu.sees("call the authority back first");
  await olu.page.getByLabel("I have called the authority back").check();
  await olu.press("Write it down");
  await olu.sees("another officer has to look at the letter");
  const address = new URL(olu.page.url()).pathname;

  const omar = await atTheDesk(town, "omar");
  await omar.open("/desk/dpo/legal");
  await omar.follow("Central Criminal Court, T2027 0417");
  await omar.press("I have read the letter: approve");
  await omar.sees("The order is approved");

  await olu.open(address);
  const [download] = await Promise.all([
    olu.page.waitForEvent("download"),
    olu.page.getByRole("button", { name: "Make the file for the authority" }).click(),
  ]);
  const file = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.deepEqual(file.held.map((section) => section.section), ["contact"]);
  assert.ok(JSON.stringify(file).includes(who.email));

  await ada.open("/account/disclosures");
  await ada.sees("Central Criminal Court");
  for (const person of [ada, olu, omar]) await person.leave();
});
