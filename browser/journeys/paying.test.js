// Paying goes right exactly once, whatever the tabs, the partner and the network do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, eventually, fillInCheckout, order, orderNumber, payByCard, placeOrder, putIntoBasket, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

const webhooks = (mode) => town.tell(`${town.payment}/control/webhooks`, { mode });

/** A visitor with a filled-in checkout, one press before paying. */
async function ready(mark, shelf) {
  const who = somebody("Pia", mark);
  const pia = await arrive(town, who);
  await putIntoBasket(pia, shelf);
  await fillInCheckout(pia, who, { express: false });
  return { who, pia };
}

/** How many orders were confirmed to somebody. */
const confirmations = async (who) => (await town.mailsTo(who.email)).filter((mail) => /order/i.test(mail.subject)).length;

test("two tabs that pay at once place one order and charge once", async () => {
  const { who, pia } = await ready("Twotabs", "knitwear");
  const other = await pia.tab();
  await other.open("/checkout/review");
  await placeOrder(pia);
  await placeOrder(other).catch(() => undefined);
  await Promise.allSettled([payByCard(pia), other.isInShop() ? undefined : payByCard(other)]);
  await pia.open("/checkout/return");
  const number = await orderNumber(pia);
  await other.open("/checkout/return");
  assert.equal(await orderNumber(other), number);
  await eventually("the confirmation", () => confirmations(who));
  const paid = (await town.receivedBy("payment")).filter((call) => /refund/.test(call.path));
  assert.equal(paid.length, 0, "nothing had to be given back");
  assert.equal(await confirmations(who), 1);
  await pia.leave();
});

for (const mode of ["before-return", "twice", "hold", "never"]) {
  test(`the payment partner tells us ${mode}, and the order is placed once`, async () => {
    await webhooks(mode);
    const { who, pia } = await ready(`Hook${mode.replace("-", "")}`, "dresses");
    await placeOrder(pia);
    await payByCard(pia);
    const number = await orderNumber(pia);
    await town.tell(`${town.payment}/control/webhooks/release`, {});
    await pia.open(pia.page.url());
    await pia.sees(number);
    await eventually("the confirmation", () => confirmations(who));
    assert.equal(await confirmations(who), 1);
    await pia.leave();
    await webhooks("normal");
  });
}

test("a declined card places nothing, and the next one pays", async () => {
  const { who, pia } = await ready("Declinedby", "shoes");
  await placeOrder(pia);
  const declined = await pia.page.locator("tr", { hasText: /declin/i }).first().locator("code").innerText();
  await payByCard(pia, declined);
  assert.equal(await confirmations(who), 0);
  await pia.open("/checkout/review");
  await placeOrder(pia);
  await payByCard(pia);
  await orderNumber(pia);
  await pia.leave();
});

test("the partner is away: the basket stays, and later all goes well", async () => {
  const { pia, who } = await ready("Outage", "bags");
  await town.tell(`${town.payment}/control/outage`, { on: true });
  await placeOrder(pia);
  assert.ok(pia.isInShop());
  await town.tell(`${town.payment}/control/outage`, { on: false });
  await pia.open("/checkout/review");
  await placeOrder(pia);
  await payByCard(pia);
  await orderNumber(pia);
  await eventually("the confirmation", () => confirmations(who));
  assert.equal(await confirmations(who), 1);
  await pia.leave();
});
