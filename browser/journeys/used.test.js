// Ada reads who used her data, chooses what she sees, asks about a line, and has the answer. With scripts and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, atTheDesk, eventually, join, linkIn, onlyWhatTheShopNeeds, order, pack, putIntoBasket, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

for (const scripts of [true, false]) {
  test(`Ada reads her record, asks about the courier and has an answer, ${scripts ? "with" : "without"} scripts`, async () => {
    const who = somebody("Ada", scripts ? "Askwell" : "Plainask");
    const ada = await arrive(town, who, { scripts, phone: !scripts });
    await ada.open("/");
    await onlyWhatTheShopNeeds(ada);
    await join(ada, who);
    await putIntoBasket(ada, "coats", scripts ? 0 : 1);
    const number = await order(ada, who);
    const faye = await pack(town, number);
    await ada.open("/account/disclosures");
    await ada.sees("In the last 30 days your details were opened");
    await ada.sees("This list is complete and unaltered");
    assert.equal(await ada.page.getByRole("img", { name: "Which of your details went to whom" }).count(), 1);
    await ada.page.getByText("The same as a table").click();
    await ada.sees("left the shop");
    await ada.page.getByLabel("Who", { exact: true }).selectOption("others");
    await ada.page.getByLabel("What happened", { exact: true }).selectOption("handed");
    await ada.press("Show");
    await ada.sees(`to deliver order ${number}.`);
    await ada.seesNot("You looked at");
    const courier = ada.page.locator(".time-item", { hasText: "Parcel courier" });
    await Promise.all([ada.page.waitForEvent("domcontentloaded"), courier.getByRole("link", { name: "More, and ask" }).click()]);
    await ada.arrive();
    await ada.sees("Which sentence allows it");
    await ada.fill({ "What would you like to know?": "Why did the courier get my number?" });
    await ada.press("Ask about this line");
    await ada.sees("Your question is with our data-protection officer");
    const olu = await atTheDesk(town, "olu");
    await olu.open("/desk/dpo/questions");
    await olu.seesNot(who.name);
    await olu.page.locator("tbody a").last().click();
    await olu.arrive();
    await olu.sees("Why did the courier get my number?");
    await olu.sees("The same line");
    await olu.fill({ "Your answer": "Express drivers ring. Standard delivery needs no number." });
    await olu.press("Answer and close");
    await ada.open("/account/requests");
    await ada.sees("Express drivers ring.");
    await ada.leave();
    await olu.leave();
    await faye.leave();
  });
}

test("Ada is told when anyone but the courier has her phone number, and stops it from the mail", async () => {
  const who = somebody("Ada", "Tellme");
  const ada = await arrive(town, who);
  await ada.open("/");
  await onlyWhatTheShopNeeds(ada);
  await join(ada, who);
  await ada.open("/account/watches");
  await ada.fill({ "Opens or receives": "my e-mail address" });
  await ada.press("Tell me");
  await ada.sees("Anyone but our server by itself opens your e-mail address");
  await ada.open("/account/assist");
  await ada.fill({ "Your request": "Where is my coat?" });
  await ada.press("Ask, and let an advisor look");
  const dev = await atTheDesk(town, "dev");
  await dev.open("/desk/care");
  await dev.fill({ "Code, order number or e-mail": who.email });
  await dev.press("Find");
  await dev.sees(who.name);
  const mail = await eventually("a mail about the look", async () => (await town.mailsTo(who.email)).find((one) => /wanted to be told/.test(one.subject)), 60_000);
  for (const secret of [who.name, who.phone, who.street]) assert.ok(!JSON.stringify(mail).includes(secret), "the mail holds nothing of hers");
  await ada.open(linkIn(mail, "/account/disclosures/"));
  await ada.sees("customer-care advisor");
  await ada.open(linkIn(mail, "/u/watches/"));
  await ada.press("Stop these mails");
  await ada.sees("You are told of nothing any more");
  await ada.leave();
  await dev.leave();
});
