import { after, before, test } from "node:test";
import { arrive, onlyWhatTheShopNeeds, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

for (const scripts of [true, false]) {
  test(`P75 somebody who wants to delete a card finds the way by help, ${scripts ? "with" : "without"} scripts`, async () => {
    const person = await arrive(town, somebody("Hale", "Helpwarden"), { scripts });
    await person.open("/help");
    await onlyWhatTheShopNeeds(person);
    await person.fill({ "What is it about?": "delete card" });
    await person.press("Find answers");
    await person.sees("How do I delete a saved card?");
    await person.follow("Saved cards");
    await person.sees("Sign in");
    await person.leave();
  });
}

test("P77 P78 customer care can be rung, and the officer written to", async () => {
  const person = await arrive(town, somebody("Hale", "Helpwarden"));
  await person.open("/contact");
  await person.sees("+44 20 7946 0412");
  await person.follow("by post");
  await person.sees("12 Hem Lane");
  for (const path of ["/complaints", "/terms", "/manage", "/privacy", "/help?q=giraffe"]) await person.open(path);
  await person.leave();
});
