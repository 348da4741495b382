// What people do here again and again.
import { eventually, linkIn } from "./town.js";
import { visitor } from "./person.js";

export const PASSWORD = "seven quiet herons wade";

/** Somebody with a name, an address and so on that occur nowhere else, so that they can be searched for. */
export function somebody(first, mark) {
  return {
    first,
    name: `${first} ${mark}`,
    email: `${first.toLowerCase()}.${mark.toLowerCase()}@example.org`,
    phone: `+4479460${String(mark.length).padStart(2, "0")}${first.length}11`,
    street: `${mark} Street 12`,
    town: `${mark}ford`,
    postcode: "E2 7QD",
  };
}

/** What must turn up in no address and no log. */
export const secretsOf = (who) => [who.email, who.name, who.phone, who.street, who.town, PASSWORD];

/** Somebody comes to the shop. */
export const arrive = (town, who, options = {}) => visitor(town, { secrets: secretsOf(who), ...options });

/** Answers the notice about cookies. */
export async function onlyWhatTheShopNeeds(person) {
  await person.press("Only what the shop needs", ".cookie-notice");
}

export async function tellAge(person, [day, month, year]) {
  await person.fill({ Day: day, Month: month, Year: year });
  await person.press("Go on");
}

/** Fills in the form for a new account. */
export async function fillInJoining(person, who) {
  await person.fill({ "Your name": who.name, "E-mail address": who.email, Password: PASSWORD });
  await person.press("Open my account");
}

/** Opens the mailed link and presses its button. */
export async function confirm(person, who) {
  const mail = await person.town.mailTo(who.email, /Confirm your address/);
  await person.open(linkIn(mail, "/verify/"));
  await person.fill({ Password: PASSWORD });
  await person.press("Confirm my address");
}

/** Joins as an adult, from the first page to the confirmed address. */
export async function join(person, who) {
  await person.open("/join/age");
  await tellAge(person, ["14", "5", "1992"]);
  await fillInJoining(person, who);
  await confirm(person, who);
}

export async function signIn(person, who) {
  await person.open("/signin");
  await person.fill({ "E-mail address": who.email, Password: PASSWORD });
  await person.press("Sign in");
}

/** A member of the demo's staff at their desk: faye packs, dev advises, olu is the officer. */
export async function atTheDesk(town, name) {
  const person = await visitor(town);
  await person.open("/desk/signin");
  await person.fill({ "User name": name, Password: town.password });
  await person.press("Sign in");
  return person;
}

/** Puts a piece into the basket: the n-th of a shelf, in its first size that is left. */
export async function putIntoBasket(person, shelf = "coats", n = 0) {
  await person.open(`/c/${shelf}`);
  await person.page.locator("main .card-name a").nth(n).click();
  await person.arrive();
  const size = person.page.locator("main input[name=sku]:not([type=hidden]):not([disabled])").first();
  if (await size.count()) await size.check({ force: true });
  await person.press("Put into the basket");
}

/** The checkout up to its last page. */
export async function fillInCheckout(person, who, { express = true, keepCard = false } = {}) {
  await person.open("/basket");
  await person.follow("Go to the checkout");
  if (/born/.test(await person.heading())) await tellAge(person, ["14", "5", "1992"]);
  await person.pick(express ? "Express" : "Standard");
  await person.fill({ Name: who.name, "E-mail address": who.email, "Street and house number": who.street, Town: who.town, Postcode: who.postcode, Country: "United Kingdom" });
  if (express) await person.fill({ Telephone: who.phone });
  await person.press("Go on to payment");
  if (keepCard) await person.pick("Remember this card");
  await person.press("Go on to review");
  await person.sees(who.street);
}

/** Presses the button with the sum on it, which leads to the payment partner. */
export async function placeOrder(person) {
  await person.press(/^Place order and pay/);
}

/** Types a test card at the payment partner's own page. */
export async function payByCard(person, number = "4242 4242 4242 4242") {
  await person.page.getByLabel("Card number").fill(number);
  await person.page.getByLabel("Good until").fill("12/34");
  await person.page.getByLabel("Security code").fill("123");
  await person.press(/^Pay /);
}

/** From the basket to the order's page; gives the order's number. */
export async function order(person, who, options = {}) {
  await fillInCheckout(person, who, options);
  await placeOrder(person);
  await payByCard(person);
  return orderNumber(person);
}

/** Looks again until the order is there, as the page itself does every few seconds. */
export async function orderNumber(person) {
  return eventually("the order's page", async () => {
    const found = (await person.heading()).match(/Order (\d+)/);
    if (!found) await person.open("/checkout/return");
    return found?.[1];
  });
}

/** Faye packs an order and hands it over. */
export async function pack(town, number) {
  const faye = await atTheDesk(town, "faye");
  await faye.open(`/desk/orders/${number}`);
  await faye.press("Packed: hand it over");
  return faye;
}

/** What the courier was told about somebody: one parcel, however often it was tried. */
export async function toldTheCourier(town, who) {
  const calls = (await town.receivedBy("courier")).filter((call) => JSON.stringify(call.body).includes(who.name) && !call.again);
  return calls.map((call) => call.body);
}

/** The courier brings the parcel whose number stands on the order's page, and the customer sees it there. */
export async function bring(person) {
  const tracking = await eventually("the parcel's number", async () => {
    await person.open(person.page.url());
    return (await person.page.locator("main").innerText()).match(/HH\d+/)?.[0];
  });
  for (const state of ["collected", "out-for-delivery", "delivered"]) {
    await person.town.tell(`${person.town.courier}/control/parcels/${tracking}`, { state });
  }
  await eventually("the order to be delivered", async () => {
    await person.open(person.page.url());
    return person.page.locator(".track li.done", { hasText: "Delivered" }).count();
  });
}

/** Moves the demo's clock; what falls due on the way is done when this returns. */
export async function moveClock(town, amount, unit) {
  const person = await visitor(town);
  await person.open("/desk/clock");
  await person.fill({ "By how much": String(amount), "Of what": unit });
  await person.press("Move the clock");
  await person.sees("The clock was moved.");
  await person.context.close();
}

export { eventually, linkIn };
