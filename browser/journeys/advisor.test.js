// Dev advises customers, and sees only those who ask.
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

/** Dev looks for somebody by their address. */
async function lookFor(dev, who) {
  await dev.open("/desk/care");
  await dev.fill({ "Code, order number or e-mail": who.email });
  await dev.press("Find");
}

test("P67 an advisor who was not asked is refused, and the attempt can be read", async () => {
  const who = somebody("Ada", "Unaskedby");
  const ada = await arrive(town, who);
  await join(ada, who);
  const dev = await atTheDesk(town, "dev");
  await lookFor(dev, who);
  await dev.sees("Our privacy policy does not allow this");
  await dev.seesNot(who.name);
  await ada.open("/account/disclosures");
  await ada.sees("Asked and refused");
  await ada.leave();
  await dev.leave();
});

test("P67 an advisor who was asked sees, until the request is closed", async () => {
  const who = somebody("Ada", "Askedford");
  const ada = await arrive(town, who);
  await join(ada, who);
  await ada.open("/account/assist");
  await ada.fill({ "Your request": "Where is my coat?" });
  await ada.press("Ask, and let an advisor look");
  await ada.sees("Close my request");
  const dev = await atTheDesk(town, "dev");
  await lookFor(dev, who);
  await dev.sees(who.name);
  await dev.sees("Where is my coat?");
  await ada.press("Close my request");
  await dev.open(dev.page.url(), 403);
  await dev.seesNot(who.name);
  await ada.open("/account/requests");
  await ada.open("/account/disclosures");
  await ada.sees("advisor");
  await ada.leave();
  await dev.leave();
});
