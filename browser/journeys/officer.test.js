// Olu changes what the shop promises, Omar reads it too, and the shop does what the page says from then on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, atTheDesk, eventually, putIntoBasket, somebody, tellAge } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

const PHONE = "courier may receive, use identity.name, contact.shipping, contact.phone for order.deliver";

/** The text in the editor with something else in one place, as if it were typed there. */
async function change(officer, from, to) {
  const box = officer.page.getByLabel("The text of the policy");
  const text = await box.inputValue();
  assert.ok(text.includes(from), `the policy does not say ${from}`);
  await box.fill(text.replace(from, to));
}

/** Somebody new, as far as the page that asks where the parcel goes. */
async function toDelivery(mark) {
  const who = somebody("Ada", mark);
  const ada = await arrive(town, who);
  await putIntoBasket(ada);
  await ada.open("/basket");
  await ada.follow("Go to the checkout");
  await tellAge(ada, ["14", "5", "1992"]);
  return ada;
}

test("P18 P19 two officers take the phone number from the courier, and the service that needs it is no longer offered", async () => {
  const before = await toDelivery("Beforehand");
  await before.sees("Express");
  await before.leave();

  const olu = await atTheDesk(town, "olu");
  await olu.open("/desk/dpo/policy");
  await olu.follow("Try a change");
  await change(olu, "version: 1.0.0", "version: 1.1.0");
  await change(olu, PHONE, PHONE.replace("contact.phone", "contact.phones"));
  await eventually("the slip to be marked while she types", () => olu.page.locator("#found mark", { hasText: "contact.phones" }).count());
  await change(olu, PHONE.replace("contact.phone", "contact.phones"), PHONE.replace(", contact.phone", ""));
  await eventually("the slip to be mended", async () => !(await olu.page.locator("#found mark", { hasText: "contact.phones" }).count()));
  await olu.press("See what it changes");
  await olu.sees("Less may happen than before");
  await olu.press("Keep it as a draft");
  await olu.press("Approve this text");
  await olu.sees("One more person");

  const omar = await atTheDesk(town, "omar");
  await omar.open("/desk/dpo/policy");
  await omar.follow("1.1.0");
  await omar.press("Approve this text");
  await omar.press("Put it into force now");
  await omar.sees("came into force after 1.0.0");

  const later = await toDelivery("Afterwards");
  await later.seesNot("Express");
  await later.open("/privacy");
  await later.sees("1.1.0");
  await later.open("/privacy/history");
  await later.follow("1.1.0");
  await later.sees("courier may no longer");
  for (const person of [later, olu, omar]) await person.leave();
});
