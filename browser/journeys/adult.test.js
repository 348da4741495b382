// Ada joins, orders, is delivered, reads who used her data, and leaves. With scripts and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, bring, join, onlyWhatTheShopNeeds, order, pack, putIntoBasket, PASSWORD, somebody, toldTheCourier } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

for (const scripts of [true, false]) {
  test(`P13 P16 P19 P20 P39 P65 Ada lives through the whole story ${scripts ? "with" : "without"} scripts`, async () => {
    const who = somebody("Ada", scripts ? "Wholestory" : "Plainstory");
    const ada = await arrive(town, who, { scripts, phone: !scripts });
    await ada.open("/");
    await onlyWhatTheShopNeeds(ada);
    await join(ada, who);
    await putIntoBasket(ada, "coats", scripts ? 0 : 1);
    const number = await order(ada, who, { keepCard: true });
    await town.mailTo(who.email, new RegExp(number));
    const faye = await pack(town, number);
    await faye.seesNot(who.email);
    await faye.seesNot(who.phone);
    await bring(ada);
    await town.mailTo(who.email, /delivered/i);
    const [told, ...more] = await toldTheCourier(town, who);
    assert.equal(more.length, 0, "the courier is told once");
    const words = JSON.stringify(told);
    for (const part of [who.name, who.street, who.phone]) assert.ok(words.includes(part), "the courier gets name, address and phone");
    assert.ok(!words.includes(who.email), "and nothing else");
    await ada.open("/account/disclosures");
    await ada.sees("This list is complete and unaltered");
    await ada.sees("Parcel courier");
    for (const page of ["", "/orders", "/cards", "/addresses", "/profile", "/security", "/emails", "/post", "/privacy", "/assist", "/requests", "/data", "/messages"]) {
      await ada.open(`/account${page}`);
    }
    await ada.open("/account/close");
    await ada.fill({ "Your password": PASSWORD });
    await ada.press("Close my account and destroy its keys");
    await ada.sees("Your account is closed");
    await ada.leave();
    await faye.leave();
  });
}
