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
  await person.press("Yes, this is my address");
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

/** Moves the demo's clock; what falls due on the way is done when this returns. */
export async function moveClock(town, amount, unit) {
  const person = await visitor(town);
  await person.open("/desk/clock");
  await person.fill({ "By how much": String(amount), "Of what": unit });
  await person.press("Move the clock");
  await person.sees("The clock was moved.");
  await person.context.close();
}

/** Types a test card at the payment partner's own page. */
export async function payByCard(person, number = "4242 4242 4242 4242") {
  await person.page.getByLabel("Card number").fill(number);
  await person.page.getByLabel("Good until").fill("12/34");
  await person.page.getByLabel("Security code").fill("123");
  await person.press(/^Pay /);
}

export { eventually, linkIn };
