// Gil orders without an account, and finds the order again.
import { after, before, test } from "node:test";
import { arrive, linkIn, order, putIntoBasket, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

test("P18 P28 a guest orders with functional cookies alone, and finds the order on another device", async () => {
  const who = somebody("Gil", "Guestley");
  const gil = await arrive(town, who);
  await putIntoBasket(gil, "bags");
  const number = await order(gil, who, { express: false });
  const elsewhere = await arrive(town, who, { phone: true });
  await elsewhere.open("/order/find");
  await elsewhere.fill({ "Order number": number, "E-mail address": who.email });
  await elsewhere.press("Send me the link");
  await elsewhere.sees("Look into your mail");
  const mail = await town.mailTo(who.email, new RegExp(`link|find|order ${number}`, "i"));
  await elsewhere.open(linkIn(mail, "/order/"));
  await elsewhere.sees(number);
  await gil.leave();
  await elsewhere.leave();
});

test("whoever gives another address is told the same and gets nothing", async () => {
  const [who, other] = [somebody("Gil", "Guestman"), somebody("Eve", "Otherly")];
  const gil = await arrive(town, who);
  await putIntoBasket(gil, "shoes");
  const number = await order(gil, who, { express: false });
  const eve = await arrive(town, other);
  await eve.open("/order/find");
  await eve.fill({ "Order number": number, "E-mail address": other.email });
  await eve.press("Send me the link");
  await eve.sees("Look into your mail");
  await eve.open("/help");
  if ((await town.mailsTo(other.email)).length) throw new Error("a mail went to the wrong address");
  await gil.leave();
  await eve.leave();
});
