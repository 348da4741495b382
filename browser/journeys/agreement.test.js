// Without an agreement in force the courier gets nothing, and the order waits and says why.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, atTheDesk, eventually, join, order, pack, putIntoBasket, somebody, toldTheCourier } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

test("P52 the agreement with the courier ends: the order waits, and leaves when it is renewed", async () => {
  const who = somebody("Ada", "Agreementby");
  const olu = await atTheDesk(town, "olu");
  await olu.open("/desk/agreements/courier");
  await olu.press("End it now");
  const ada = await arrive(town, who);
  await join(ada, who);
  await putIntoBasket(ada, "bags");
  const number = await order(ada, who);
  const faye = await pack(town, number);
  await faye.sees("This parcel waits");
  assert.deepEqual(await toldTheCourier(town, who), []);
  await ada.open(ada.page.url());
  await ada.sees("Your parcel is packed and waits");
  await ada.open("/account/disclosures");
  await ada.sees("Asked and refused");
  await olu.open("/desk/agreements/courier");
  await olu.fill({ "Where the signed paper is": "SW-2027-01", "Last day": `${new Date().getFullYear() + 1}-06-30` });
  await olu.press("Save the agreement");
  const told = await eventually("the parcel to leave", async () => (await toldTheCourier(town, who))[0], 60_000);
  assert.ok(JSON.stringify(told).includes(who.street));
  for (const person of [ada, faye, olu]) await person.leave();
});
