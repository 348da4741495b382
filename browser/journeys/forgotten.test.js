// What is typed into the shop stands in none of its files in plain words, neither while the account is open nor after.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { arrive, bring, fillInCheckout, join as joins, moveClock, order, pack, putIntoBasket, PASSWORD, secretsOf, signIn, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

/** Every file under the folder: database, its write-ahead log, keys, policy. */
async function filesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries.map((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
  return (await Promise.all(nested)).flat();
}

async function search(secrets) {
  const files = await filesIn(town.data);
  assert.ok(files.some((file) => file.endsWith("shop.db")), files.join());
  for (const file of files) {
    const bytes = await readFile(file);
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${file} holds something personal in plain words`);
  }
}

test("P65 P72 nothing that Ada typed can be read in the shop's files, before she leaves and after", async () => {
  const who = somebody("Ada", "Forgetmenot");
  const secrets = [...secretsOf(who), "Marzipan please", "Forgetmenot", "forgetmenot"];
  const ada = await arrive(town, who);
  await joins(ada, who);
  await ada.open("/account/assist");
  await ada.fill({ "Your request": "Marzipan please" });
  await ada.press("Ask, and let an advisor look");
  await putIntoBasket(ada, "bags");
  const number = await order(ada, who, { keepCard: true });
  await pack(town, number);
  await bring(ada);
  await search(secrets);
  await moveClock(town, 32, "days");
  await signIn(ada, who);
  await ada.open("/account/close");
  await ada.fill({ "Your password": PASSWORD });
  await ada.press("Close my account and destroy its keys");
  await search(secrets);
  await town.stop();
  await search(secrets);
  await ada.leave();
});
