//! The policy as a page: in short, then paragraph by paragraph, and under each the rules that make it true and how often
//! they did. In English, and in every language that has a whole translation.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use gate::Evidence;
use http::{HeaderMap, header};
use policy::{Document, Policy, begun};
use store::Time;
use translation::{Speaker, Tongue, Translation};
use web::{Ctx, Frame, Stop};

use super::{
    scrutiny::{Asked, Scrutiny},
    shelf,
    summary::Summary,
    told::{self, Told},
};
use crate::{
    retention::tonight::{HowMany, Leaving},
    shop::Shop,
};

/// The page in the shop's own frame.
#[derive(Template)]
#[template(path = "privacy/document.html")]
struct PolicyPage<'a> {
    frame: Frame,
    book: &'a str,
    languages: Vec<Language>,
}

/// The page in another language, in a frame that says nothing in English and nothing about anybody.
#[derive(Template)]
#[template(path = "privacy/translated.html")]
struct TranslatedPage<'a> {
    frame: Frame,
    book: &'a str,
    languages: Vec<Language>,
    say: &'a Tongue,
    coming: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "privacy/book.html")]
struct Book<'a> {
    say: &'a Tongue,
    document: &'a Document,
    effective: String,
    made_from: Option<&'a str>,
    languages: Vec<Language>,
    promises: usize,
    rules: usize,
    summary: Summary,
    told: Told,
    leaving: &'a [Leaving],
    scrutiny: &'a Scrutiny,
    asked: Vec<Asked>,
    speaker: &'a Speaker<'a>,
}

/// A language that the page can be read in.
#[derive(Clone)]
pub(super) struct Language {
    code: String,
    name: String,
    path: String,
}

impl Language {
    /// All of them, when there are more than one: English first.
    pub(super) fn all(offered: &[Translation]) -> Vec<Language> {
        if offered.is_empty() {
            return Vec::new();
        }
        let english = Tongue::english();
        let each = std::iter::once(&english).chain(offered.iter().map(|one| &one.tongue));
        each.map(|tongue| Language {
            code: tongue.code().to_owned(),
            name: begun(tongue.name()),
            path: if tongue.is_english() {
                "/privacy".to_owned()
            } else {
                format!("/privacy/{}", tongue.code())
            },
        })
        .collect()
    }
}

/// The policy.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, headers: HeaderMap) -> Result<Response, Stop> {
    shelf::page(&shop, &ctx, &headers, (&shop.house.policy(), None)).await
}

/// The policy in another language. While its translation is not whole, the English page is what there is.
pub async fn translated(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    if !shop.languages.knows(&code) {
        return Err(Stop::NotFound);
    }
    let policy = shop.house.policy();
    let offered = shop.languages.offered(&policy);
    let Some(translation) = offered.iter().find(|one| one.tongue.code() == code) else {
        return Ok(Redirect::temporary("/privacy").into_response());
    };
    let mut answer = shelf::page(&shop, &ctx, &headers, (&policy, Some(translation))).await?;
    if let Ok(language) = translation.tongue.code().parse() {
        answer.headers_mut().insert(header::CONTENT_LANGUAGE, language);
    }
    Ok(answer)
}

/// What a page is made from.
pub(super) struct Made<'m> {
    pub policy: &'m Policy,
    pub translation: Option<&'m Translation>,
    pub languages: Vec<Language>,
    pub evidence: Option<&'m Evidence>,
    pub leaving: &'m [Leaving],
    pub scrutiny: &'m Scrutiny,
    pub now: Time,
}

/// The page without its frame.
pub(super) fn book(made: Made<'_>) -> Result<String, Stop> {
    let english = Tongue::english();
    let tongue = made.translation.map_or(&english, |translation| &translation.tongue);
    let document = made.translation.map_or(made.policy.document(), |translation| &translation.document);
    let say = Speaker::new(made.policy, tongue);
    let paragraphs = || document.sections.iter().flat_map(|section| &section.paragraphs);
    let book = Book {
        say: tongue,
        effective: day(tongue, &document.effective),
        made_from: made.translation.map(|translation| translation.made_from.as_str()),
        languages: made.languages,
        promises: paragraphs().filter(|paragraph| !paragraph.rules.is_empty()).count(),
        rules: paragraphs().map(|paragraph| paragraph.rules.len()).sum(),
        summary: Summary::of(&say),
        told: Told::of(&say, made.evidence, made.now),
        document,
        leaving: made.leaving,
        asked: made.scrutiny.asked(),
        scrutiny: made.scrutiny,
        speaker: &say,
    };
    book.render().map_err(Stop::template)
}

fn day(tongue: &Tongue, day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), |day| told::date(tongue, day))
}

/// The page in its frame.
pub(super) fn in_frame(
    ctx: &Ctx,
    shop: &Shop,
    book: &str,
    (policy, translation): (&Policy, Option<&Translation>),
) -> Result<String, Stop> {
    let frame = ctx.frame();
    let languages = Language::all(&shop.languages.offered(policy));
    let Some(translation) = translation else {
        return PolicyPage { frame, book, languages }.render().map_err(Stop::template);
    };
    let say = &translation.tongue;
    let coming = shop.house.coming().map(|coming| (coming.version, told::date(say, web::day_of(coming.at))));
    TranslatedPage { frame, book, languages, say, coming }.render().map_err(Stop::template)
}

/// Its sentences with figures in them.
impl Book<'_> {
    fn lead(&self) -> String {
        self.say.fill("lead", &[("promises", &self.promises.to_string())])
    }

    fn version(&self) -> String {
        self.say.fill("version", &[("version", &self.document.version), ("day", &self.effective)])
    }

    fn binding(&self, version: &str) -> String {
        self.say.fill("binding", &[("version", version)])
    }

    fn rules_said(&self, number: usize) -> String {
        match number {
            1 => self.say.say("one-rule").to_owned(),
            more => self.say.fill("rules", &[("number", &more.to_string())]),
        }
    }

    fn rules_of(&self, paragraph: &str) -> String {
        self.say.fill("rules-of", &[("paragraph", paragraph)])
    }

    fn how_many(&self, how_many: &HowMany) -> String {
        let number = |number: usize| self.say.number(u64::try_from(number).unwrap_or(u64::MAX));
        match *how_many {
            HowMany::FewerThan(few) => self.say.fill("fewer-than", &[("number", &number(few))]),
            HowMany::Exactly(some) => number(some),
            HowMany::NotCounted => self.say.say("not-counted").to_owned(),
            HowMany::OrMore(many) => self.say.fill("or-more", &[("number", &number(many))]),
        }
    }

    fn law(&self) -> String {
        let (law, day) =
            (self.speaker.law(self.scrutiny.law_title()), day(self.say, self.scrutiny.law_read_on()));
        self.say.fill("law-stands-under", &[("law", &law), ("day", &day)])
    }

    fn law_asks(&self) -> String {
        self.say.fill("law-asks", &[("number", &self.asked.len().to_string())])
    }

    /// What came of trying to break it.
    fn end(&self) -> String {
        let (scrutiny, score) = (self.scrutiny, &self.scrutiny.score);
        let number = |number: u64| self.say.number(number);
        let outcome = if scrutiny.sweep.is_sound() {
            self.say.fill("end-sound", &[("breaches", &number(scrutiny.breaches()))])
        } else {
            self.say.say("end-unsound").to_owned()
        };
        let widest = match scrutiny.widest() {
            (_, 0) => String::new(),
            (caught, made) => {
                self.say.fill("end-widest", &[("caught", &caught.to_string()), ("made", &made.to_string())])
            }
        };
        let sentences = [
            self.say.fill("end-rules", &[("rules", &self.rules.to_string())]),
            self.say.fill(
                "end-situations",
                &[("situations", &number(scrutiny.situations())), ("outcome", &outcome)],
            ),
            self.say.fill(
                "end-broken",
                &[
                    ("made", &score.made().to_string()),
                    ("caught", &score.caught().to_string()),
                    ("percent", &score.percent().to_string()),
                    ("widest", &widest),
                ],
            ),
            self.say.fill("end-time", &[("seconds", &self.say.tenths(scrutiny.seconds()))]),
        ];
        sentences.join(" ")
    }

    /// What a link to a page in English says of it on a page that is not.
    fn in_english(&self) -> &'static str {
        if self.say.is_english() { "" } else { " hreflang=\"en\"" }
    }
}
