//! Choices, cookies, figures, limits, answers, tasks and whatever else a page promises beside who may do what.

use std::cmp::Ordering;

use policy::{Answer, Before, Choice, CookieRule, Figure, Limit, Mask, Policy, listed};

use super::{
    Change, Verdict, choices_about,
    terms::{longer, seconds},
};

/// The changes of what is declared.
pub(super) fn changes(old: &Policy, new: &Policy) -> Vec<Change> {
    let mut changes = Vec::new();
    changes.extend(choices(old, new));
    changes.extend(cookies(old, new));
    changes.extend(figures(old, new));
    changes.extend(limits(old, new));
    changes.extend(answers(old, new));
    changes.extend(befores(old, new));
    changes.extend(duties(old, new));
    changes.extend(always(old, new));
    changes.extend(statistics(old, new));
    changes.extend(notice(old, new));
    changes
}

/// The same thing in both policies, or in one of them.
enum Both<'a, T> {
    Gone(&'a T),
    Came(&'a T),
    Kept(&'a T, &'a T),
}

fn both<'a, T>(old: &'a [T], new: &'a [T], same: impl Fn(&T, &T) -> bool) -> Vec<Both<'a, T>> {
    let gone = old.iter().filter(|was| !new.iter().any(|is| same(was, is))).map(Both::Gone);
    let rest = new.iter().map(|is| match old.iter().find(|was| same(was, is)) {
        Some(was) => Both::Kept(was, is),
        None => Both::Came(is),
    });
    gone.chain(rest).collect()
}

/// A change that is about no kind of data in particular.
fn plain(verdict: Verdict, sentence: String, before: Option<&str>, after: Option<&str>) -> Change {
    let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
    Change { verdict, sentence, before, after, data: Vec::new(), choices: Vec::new() }
}

fn choices(old: &Policy, new: &Policy) -> Vec<Change> {
    let pairs = both(old.choices(), new.choices(), |was, is| was.name == is.name);
    pairs.into_iter().filter_map(choice).collect()
}

fn choice(pair: Both<'_, Choice>) -> Option<Change> {
    let on = |choice: &Choice| if choice.starts_on { "on" } else { "off" };
    let (verdict, sentence, was, is) = match pair {
        Both::Gone(was) => {
            (Verdict::Narrower, format!("“{}” is no longer asked.", was.label), Some(was), None)
        }
        Both::Came(is) => {
            let verdict = if is.starts_on { Verdict::Wider } else { Verdict::Same };
            (verdict, format!("We ask something new: “{}”. It starts {}.", is.label, on(is)), None, Some(is))
        }
        Both::Kept(was, is) if was.starts_on != is.starts_on => {
            let verdict = if is.starts_on { Verdict::Wider } else { Verdict::Narrower };
            (verdict, format!("“{}” now starts {} until you choose.", is.label, on(is)), Some(was), Some(is))
        }
        Both::Kept(was, is) if was.label != is.label => {
            let sentence = format!("“{}” is now asked in these words: “{}”.", was.label, is.label);
            (Verdict::Same, sentence, Some(was), Some(is))
        }
        Both::Kept(..) => return None,
    };
    let paragraph = |choice: Option<&Choice>| choice.map(|choice| choice.paragraph.clone());
    let choices = is.map(|choice| choice.name.clone()).into_iter().collect();
    Some(Change {
        verdict,
        sentence,
        before: paragraph(was),
        after: paragraph(is),
        data: Vec::new(),
        choices,
    })
}

fn cookies(old: &Policy, new: &Policy) -> Vec<Change> {
    let pairs = both(old.cookies(), new.cookies(), |was, is| was.name == is.name);
    pairs.into_iter().filter_map(|pair| cookie(new, pair)).collect()
}

fn cookie(new: &Policy, pair: Both<'_, CookieRule>) -> Option<Change> {
    match pair {
        Both::Gone(was) => {
            let sentence = format!("The cookie “{}” is no longer set.", was.name);
            Some(plain(Verdict::Narrower, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence = format!("There is a new cookie, “{}”. It lasts {}.", is.name, is.lasts);
            Some(about_cookie(new, Verdict::Wider, sentence, None, is))
        }
        Both::Kept(was, is) if was.kind != is.kind => {
            let sentence = format!("The cookie “{}” is now of the kind “{}”.", is.name, is.kind);
            Some(about_cookie(new, Verdict::Wider, sentence, Some(was), is))
        }
        Both::Kept(was, is) => match longer(was.lasts, is.lasts) {
            Verdict::Same => None,
            verdict => {
                let sentence =
                    format!("The cookie “{}” lasts {} instead of {}.", is.name, is.lasts, was.lasts);
                Some(about_cookie(new, verdict, sentence, Some(was), is))
            }
        },
    }
}

fn about_cookie(
    new: &Policy,
    verdict: Verdict,
    sentence: String,
    was: Option<&CookieRule>,
    is: &CookieRule,
) -> Change {
    let kind = format!("cookie.{}", is.kind);
    let choices = choices_about(new, new.leaves(&kind).unwrap_or_default());
    let change = plain(verdict, sentence, was.map(|was| was.paragraph.as_str()), Some(&is.paragraph));
    Change { data: vec![kind], choices, ..change }
}

fn figures(old: &Policy, new: &Policy) -> Vec<Change> {
    let figures = |policy: &Policy| policy.rules().figures.clone();
    let (old, new) = (figures(old), figures(new));
    both(&old, &new, |was, is| was.name == is.name).into_iter().filter_map(figure).collect()
}

fn figure(pair: Both<'_, Figure>) -> Option<Change> {
    match pair {
        Both::Gone(was) => {
            let sentence = format!("The figure “{}” ({}) is gone.", said(&was.name), was.in_words());
            Some(plain(Verdict::Wider, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence = format!("There is a new figure, “{}”: {}.", said(&is.name), is.in_words());
            Some(plain(Verdict::Narrower, sentence, None, Some(&is.paragraph)))
        }
        Both::Kept(was, is) if was.in_words() != is.in_words() => {
            let (name, before, after) = (said(&is.name), was.in_words(), is.in_words());
            let sentence = format!("The figure “{name}” is {after} instead of {before}.");
            Some(plain(turn(was, is), sentence, Some(&was.paragraph), Some(&is.paragraph)))
        }
        Both::Kept(..) => None,
    }
}

/// Where nobody knows what hangs on a figure, every change counts as allowing more.
fn turn(was: &Figure, is: &Figure) -> Verdict {
    match is.against(was) {
        Some(Ordering::Greater | Ordering::Equal) => Verdict::Narrower,
        Some(Ordering::Less) | None => Verdict::Wider,
    }
}

fn limits(old: &Policy, new: &Policy) -> Vec<Change> {
    let limits = |policy: &Policy| policy.rules().limits.clone();
    let (old, new) = (limits(old), limits(new));
    both(&old, &new, |was, is| was.name == is.name).into_iter().filter_map(limit).collect()
}

fn limit(pair: Both<'_, Limit>) -> Option<Change> {
    let often = |limit: &Limit| format!("{} times in {}", limit.times, limit.span);
    match pair {
        Both::Gone(was) => {
            let sentence = format!("{} are no longer limited.", begun(&was.name));
            Some(plain(Verdict::Wider, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence = format!("{}: at most {}.", begun(&is.name), often(is));
            Some(plain(Verdict::Narrower, sentence, None, Some(&is.paragraph)))
        }
        Both::Kept(was, is) if (was.times, was.span) != (is.times, is.span) => {
            let sentence = format!("{}: at most {} instead of {}.", begun(&is.name), often(is), often(was));
            // More often in a shorter time and less often in a longer one are both seen as more, unless neither grows.
            let stricter = is.times <= was.times && seconds(is.span) >= seconds(was.span);
            let verdict = if stricter { Verdict::Narrower } else { Verdict::Wider };
            Some(plain(verdict, sentence, Some(&was.paragraph), Some(&is.paragraph)))
        }
        Both::Kept(..) => None,
    }
}

fn answers(old: &Policy, new: &Policy) -> Vec<Change> {
    let answers = |policy: &Policy| policy.rules().answers.clone();
    let (old, new) = (answers(old), answers(new));
    both(&old, &new, |was, is| was.name == is.name).into_iter().filter_map(answer).collect()
}

fn answer(pair: Both<'_, Answer>) -> Option<Change> {
    match pair {
        Both::Gone(was) => {
            let sentence =
                format!("We no longer promise when you hear from us about this: {}.", said(&was.name));
            Some(plain(Verdict::Wider, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence = format!("A new promise to answer, {}: within {}.", said(&is.name), is.span);
            Some(plain(Verdict::Narrower, sentence, None, Some(&is.paragraph)))
        }
        Both::Kept(was, is) => {
            let fewer = was.through.iter().any(|way| !is.through.contains(way));
            let more = is.through.iter().any(|way| !was.through.contains(way));
            let ways = if fewer {
                Verdict::Wider
            } else if more {
                Verdict::Narrower
            } else {
                Verdict::Same
            };
            let verdict = longer(was.span, is.span).max(ways);
            let through: Vec<String> = is.through.iter().map(|way| said(way)).collect();
            let sentence = format!(
                "Our promise to answer, {}: within {} (it was {}), through {}.",
                said(&is.name),
                is.span,
                was.span,
                listed(&through, "or")
            );
            let change = || plain(verdict, sentence, Some(&was.paragraph), Some(&is.paragraph));
            (verdict != Verdict::Same).then(change)
        }
    }
}

fn befores(old: &Policy, new: &Policy) -> Vec<Change> {
    let befores = |policy: &Policy| policy.rules().befores.clone();
    let (was, is) = (befores(old), befores(new));
    let pairs = both(&was, &is, |was: &Before, is| was.action == is.action);
    pairs.into_iter().filter_map(|pair| before(old, new, pair)).collect()
}

fn before(old: &Policy, new: &Policy, pair: Both<'_, Before>) -> Option<Change> {
    let facts = |policy: &Policy, before: &Before| -> Vec<String> {
        before.facts.iter().map(|fact| policy.fact_name(fact).to_owned()).collect()
    };
    let words = |policy: &Policy, names: &[String]| {
        listed(&names.iter().map(|name| policy.fact_words(name, true)).collect::<Vec<_>>(), "and")
    };
    match pair {
        Both::Gone(was) => {
            let sentence = format!("Before {}, nothing has to be so any more.", said(&was.action));
            Some(plain(Verdict::Wider, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence =
                format!("Before {}, this must be so: {}.", said(&is.action), words(new, &facts(new, is)));
            Some(plain(Verdict::Narrower, sentence, None, Some(&is.paragraph)))
        }
        Both::Kept(was, is) => {
            let (asked, asks) = (facts(old, was), facts(new, is));
            let dropped = asked.iter().any(|fact| !asks.contains(fact));
            let verdict = if dropped { Verdict::Wider } else { Verdict::Narrower };
            let sentence =
                format!("Before {}, this must be so now: {}.", said(&is.action), words(new, &asks));
            let change = || plain(verdict, sentence, Some(&was.paragraph), Some(&is.paragraph));
            (dropped || asks.len() != asked.len()).then(change)
        }
    }
}

fn duties(old: &Policy, new: &Policy) -> Vec<Change> {
    let pairs = both(old.duties(), new.duties(), |was, is| was.name == is.name);
    let turn = |pair| match pair {
        Both::Gone(was) => {
            let was: &policy::Duty = was;
            let sentence = format!("This is no longer a task of ours: {}.", was.label);
            Some(plain(Verdict::Wider, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence = format!("A new task of ours, every {}: {}.", is.every, is.label);
            Some(plain(Verdict::Narrower, sentence, None, Some(&is.paragraph)))
        }
        Both::Kept(was, is) => match longer(was.every, is.every) {
            Verdict::Same => None,
            verdict => {
                let sentence = format!("{}: every {} instead of every {}.", is.label, is.every, was.every);
                Some(plain(verdict, sentence, Some(&was.paragraph), Some(&is.paragraph)))
            }
        },
    };
    pairs.into_iter().filter_map(turn).collect()
}

fn always(old: &Policy, new: &Policy) -> Vec<Change> {
    let same = |was: &policy::Always, is: &policy::Always| (&was.flow, &was.thing) == (&is.flow, &is.thing);
    let turn = |pair| match pair {
        Both::Gone(was) => {
            let was: &policy::Always = was;
            let sentence = format!("No longer promised of every {}: {}.", said(&was.flow), said(&was.thing));
            Some(plain(Verdict::Wider, sentence, Some(&was.paragraph), None))
        }
        Both::Came(is) => {
            let sentence = format!("Now promised of every {}: {}.", said(&is.flow), said(&is.thing));
            Some(plain(Verdict::Narrower, sentence, None, Some(&is.paragraph)))
        }
        Both::Kept(..) => None,
    };
    both(old.always(), new.always(), same).into_iter().filter_map(turn).collect()
}

/// Data of which figures may be made at all, each by how many people they need.
fn statistics(old: &Policy, new: &Policy) -> Vec<Change> {
    let needs = |policy: &Policy, name: &str| {
        let leaf = policy.leaf(name)?;
        policy.statistics().iter().find(|(data, _)| data.contains(leaf)).map(|(_, figure)| figure.clone())
    };
    let turned = |leaf: &policy::Leaf| {
        let name = new.leaf_name(*leaf);
        let (was, is) = (needs(old, name), needs(new, name));
        match (was, is) {
            (None, Some(_)) => Some(Verdict::Wider),
            (Some(_), None) => Some(Verdict::Narrower),
            (Some(was), Some(is)) if was != is => Some(Verdict::Wider),
            _ => None,
        }
    };
    let of = |verdict: Verdict| -> Mask {
        new.all_leaves().filter(|leaf| turned(leaf) == Some(verdict)).collect()
    };
    let change = |verdict: Verdict, words: &str| {
        let data = of(verdict);
        let change = Change {
            data: data.iter().map(|leaf| new.leaf_name(leaf).to_owned()).collect(),
            ..plain(
                verdict,
                format!("Figures that name nobody {words} your {}.", new.describe(data)),
                None,
                None,
            )
        };
        (!data.is_empty()).then_some(change)
    };
    let more = change(Verdict::Wider, "may now be made of, or need another number of people behind them:");
    more.into_iter().chain(change(Verdict::Narrower, "are no longer made of")).collect()
}

/// How a change is announced.
fn notice(old: &Policy, new: &Policy) -> Vec<Change> {
    let (was, is) = (old.change(), new.change());
    let sentence = "What this page says about announcing changes has changed.".to_owned();
    let verdict = match (was, is) {
        (was, is) if was == is => return Vec::new(),
        (None, Some(_)) | (Some((_, false)), Some((_, true))) => Verdict::Narrower,
        _ => Verdict::Wider,
    };
    vec![plain(verdict, sentence, None, None)]
}

/// A name of the file in words: `advert-views` is advert views.
fn said(name: &str) -> String {
    name.replace('-', " ")
}

fn begun(name: &str) -> String {
    policy::begun(&said(name))
}
