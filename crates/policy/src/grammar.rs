//! Reads one rule.

use crate::{
    Ground, Span, Then, Unit, Verb,
    nearest::nearest,
    problem::{Report, Spot},
    syntax::{Amount, Facts, Lasting, MayRule, NeverRule, Rule, Scope, Set, Side, Who},
    tokens::{Token, split},
};

/// Words that join the others; none of them is a name.
const JOINTS: [&str; 14] = [
    "may", "never", "for", "as", "if", "unless", "but", "and", "or", "not", "then", "after", "while",
    "except",
];

/// Words with which a rule may begin; any other first word is a party.
const OPENINGS: [&str; 17] = [
    "nobody",
    "keep",
    "choice",
    "cookie",
    "limit",
    "before",
    "answer",
    "every",
    "statistics",
    "duty",
    "figure",
    "change",
    "no",
    "data",
    "purpose",
    "inside",
    "outside",
];

/// Alternatives in one rule and facts in one alternative, at most: more are better written as two rules.
const MOST_ALTERNATIVES: usize = 4;
const MOST_FACTS: usize = 6;

/// What is wrong with a rule's wording.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    pub words: String,
    pub message: String,
    pub mend: String,
    pub nearest: Option<String>,
}

impl Slip {
    /// Tells it.
    pub fn tell(self, spot: &Spot, report: &mut Report) {
        let problem = report.error(spot, &self.message);
        problem.words = self.words;
        problem.meant(self.nearest.as_deref(), || self.mend);
    }
}

/// Reads a rule.
pub(crate) fn rule(text: &str) -> Result<Rule, Slip> {
    let tokens = split(text).map_err(|open| Slip {
        words: open.to_owned(),
        message: "this text has no closing quote".to_owned(),
        mend: "close it with \"".to_owned(),
        nearest: None,
    })?;
    let mut line = Line { tokens, at: 0 };
    let rule = line.rule()?;
    line.end()?;
    Ok(rule)
}

struct Line<'r> {
    tokens: Vec<Token<'r>>,
    at: usize,
}

impl<'r> Line<'r> {
    fn rule(&mut self) -> Result<Rule, Slip> {
        let Some(Token::Word(first)) = self.peek() else {
            return Err(self.slip("a rule begins with a word", ""));
        };
        if first != "fact" && !OPENINGS.contains(&first) {
            return self.permission();
        }
        self.at += 1;
        match first {
            "nobody" => self.nobody(),
            "keep" => self.keep(),
            "choice" => self.choice(),
            "cookie" => self.cookie(),
            "limit" => self.limit(),
            "before" => self.before(),
            "answer" => self.answer(),
            "every" => self.every(),
            "statistics" => self.statistics(),
            "duty" => self.duty(),
            "figure" => self.figure(),
            "change" => self.change(),
            "no" => self.no_rule(),
            "data" => self.data_word(),
            "purpose" => self.purpose_word(),
            "inside" => self.party_words(Side::Inside),
            "outside" => self.party_words(Side::Outside),
            _ => Ok(Rule::Fact { names: self.names("a fact")? }),
        }
    }

    fn permission(&mut self) -> Result<Rule, Slip> {
        let parties = self.set("a party")?;
        self.expect("may", "say what they may do: `courier may receive contact.phone for order.deliver …`")?;
        if self.take("never") {
            return self.prohibition(Who::These(parties));
        }
        let (verbs, data) = (self.verbs()?, self.set("a kind of data")?);
        self.expect("for", "say what for: `… for order.deliver`")?;
        let purposes = self.set("a purpose")?;
        let ground = if self.take("as") { Some(self.ground()?) } else { None };
        let facts = if self.take("if") { self.facts()? } else { Facts::new() };
        Ok(Rule::May(MayRule { parties, verbs, data, purposes, ground, facts }))
    }

    fn nobody(&mut self) -> Result<Rule, Slip> {
        let inside = self.take("inside").then_some(Side::Inside);
        let side = inside.or_else(|| self.take("outside").then_some(Side::Outside));
        let names = if self.take("but") { self.names("a party")? } else { Vec::new() };
        self.expect("may", "say what nobody may do: `nobody but customer may see card …`")?;
        self.prohibition(Who::Nobody { side, but: Set { names, but: Vec::new() } })
    }

    fn prohibition(&mut self, who: Who) -> Result<Rule, Slip> {
        let (verbs, data) = (self.verbs()?, self.set("a kind of data")?);
        let scope = if self.take("except") {
            self.expect("for", "say for what it is allowed: `except for order.pay`")?;
            Scope::Except(self.set("a purpose")?)
        } else if self.take("for") {
            Scope::For(self.set("a purpose")?)
        } else {
            Scope::All
        };
        let unless = if self.take("unless") { self.facts()? } else { Facts::new() };
        Ok(Rule::Never(NeverRule { who, verbs, data, scope, unless }))
    }

    fn keep(&mut self) -> Result<Rule, Slip> {
        let data = self.set("a kind of data")?;
        let term = if self.take("while") {
            Lasting::While(self.name("a fact")?)
        } else {
            self.expect("for", "say how long: `for 6 years after last-order`, or `while account-open`")?;
            let span = self.span()?;
            self.expect("after", "say after what: `after last-order`")?;
            Lasting::After(span, self.name("an event")?)
        };
        self.expect("then", "say what happens then: `then erase` or `then anonymise`")?;
        let then = self.one_of(&[("erase", Then::Erase), ("anonymise", Then::Anonymise)])?;
        Ok(Rule::Keep { data, term, then })
    }

    fn choice(&mut self) -> Result<Rule, Slip> {
        let (name, label) = (self.name("a choice")?, self.text("the words beside the box")?);
        self.expect("starts", "say `starts off` or `starts on`")?;
        let starts_on = self.one_of(&[("off", false), ("on", true)])?;
        let asked_at = if self.take("asked") {
            self.expect("at", "say where: `asked at registration, account`")?;
            self.names("a place")?
        } else {
            Vec::new()
        };
        Ok(Rule::Choice { name, label, starts_on, asked_at })
    }

    fn cookie(&mut self) -> Result<Rule, Slip> {
        let name = self.name("a cookie")?;
        self.expect("is", "say its kind: `cookie basket is functionality lasts 30 days`")?;
        let kind = self.name("a kind of cookie")?;
        self.expect("lasts", "say how long: `lasts 30 days`")?;
        Ok(Rule::Cookie { name, kind, lasts: self.span()? })
    }

    fn limit(&mut self) -> Result<Rule, Slip> {
        let name = self.name("a limit")?;
        self.expect("to", "say how often: `limit advert-views to 3 times in 1 day`")?;
        let times = self.number()?;
        self.take("times");
        self.expect("in", "say in how long: `in 1 day`")?;
        Ok(Rule::Limit { name, times, span: self.span()? })
    }

    fn before(&mut self) -> Result<Rule, Slip> {
        let actions = self.names("an action")?;
        self.expect("require", "say what must be so: `before ordering require cleared`")?;
        Ok(Rule::Before { actions, facts: self.facts()? })
    }

    fn answer(&mut self) -> Result<Rule, Slip> {
        let name = self.name("what is answered")?;
        self.expect("within", "say how soon: `within 30 days`")?;
        let span = self.span()?;
        self.expect("through", "say which ways lead there: `through account, care-email`")?;
        Ok(Rule::Answer { name, span, through: self.names("a way")? })
    }

    fn every(&mut self) -> Result<Rule, Slip> {
        let flow = self.name("what is always so")?;
        let link = self.one_of(&[("is", "is"), ("carries", "carries")])?.to_owned();
        Ok(Rule::Every { flow, link, thing: self.name("a word")? })
    }

    fn statistics(&mut self) -> Result<Rule, Slip> {
        self.expect("of", "say of what: `statistics of orders need crowd`")?;
        let data = self.set("a kind of data")?;
        self.expect("need", "say how many people: `need crowd`, with a figure `crowd`")?;
        Ok(Rule::Statistics { data, figure: self.name("a figure")? })
    }

    fn duty(&mut self) -> Result<Rule, Slip> {
        let (name, label) = (self.name("a duty")?, self.text("the task in words")?);
        self.expect("of", "say whose: `of officer`")?;
        let owner = self.name("a party")?;
        self.expect("every", "say how often: `every 12 months`")?;
        Ok(Rule::Duty { name, label, owner, every: self.span()? })
    }

    fn figure(&mut self) -> Result<Rule, Slip> {
        let name = self.name("a figure")?;
        self.expect("is", "say what it is: `figure crowd is 20 people`")?;
        if let Some(Token::Text(label)) = self.peek() {
            self.at += 1;
            return Ok(Rule::Figure { name, amount: Amount::Label(label.to_owned()) });
        }
        let number = self.number()?;
        Ok(Rule::Figure { name, amount: Amount::Number(number, self.name("a unit")?) })
    }

    fn change(&mut self) -> Result<Rule, Slip> {
        for word in ["that", "widens", "needs"] {
            self.expect(word, "write `change that widens needs notice and asks again`")?;
        }
        let figure = self.name("a figure")?;
        let asks_again = self.take("and");
        if asks_again {
            self.expect("asks", "write `and asks again`")?;
            self.expect("again", "write `and asks again`")?;
        }
        Ok(Rule::Change { figure, asks_again })
    }

    fn no_rule(&mut self) -> Result<Rule, Slip> {
        self.expect("rule", "write `no rule because \"…\"`")?;
        self.expect("because", "write `no rule because \"…\"`")?;
        Ok(Rule::Because { reason: self.text("a reason")? })
    }

    fn data_word(&mut self) -> Result<Rule, Slip> {
        let personal = !self.take("not-personal");
        let name = self.name("a kind of data")?;
        let parts = if self.mark(':') { self.names("a kind of data")? } else { Vec::new() };
        Ok(Rule::Data { personal, name, parts })
    }

    fn purpose_word(&mut self) -> Result<Rule, Slip> {
        let names = self.names("a purpose")?;
        let parts = if names.len() == 1 && self.mark(':') { self.names("a purpose")? } else { Vec::new() };
        Ok(Rule::Purpose { names, parts })
    }

    fn party_words(&mut self, side: Side) -> Result<Rule, Slip> {
        let mut names = Vec::new();
        loop {
            let name = self.name("a party")?;
            let mut kind = String::new();
            if self.mark('(') {
                kind = self.one_of(&KINDS.map(|kind| (kind, kind)))?.to_owned();
                if !self.mark(')') {
                    return Err(self.slip("a `)` is missing here", ""));
                }
            }
            names.push((name, kind));
            if !self.mark(',') {
                return Ok(Rule::Parties { side, names });
            }
        }
    }

    fn verbs(&mut self) -> Result<Vec<Verb>, Slip> {
        let mut verbs = Vec::new();
        loop {
            let words = Verb::ALL.map(|verb| (verb.word(), verb));
            verbs.push(self.one_of(&words)?);
            let next = self.tokens.get(self.at + 1);
            let goes_on = matches!(next, Some(Token::Word(word)) if Verb::of(word).is_some());
            let Some(Token::Mark(',')) = self.peek() else { return Ok(verbs) };
            self.at += 1;
            if !goes_on {
                let message = "this is none of the verbs: collect, see, use, change, erase, receive";
                return Err(self.slip(message, ""));
            }
        }
    }

    fn ground(&mut self) -> Result<Ground, Slip> {
        self.one_of(&Ground::ALL.map(|ground| (ground.word(), ground)))
    }

    fn facts(&mut self) -> Result<Facts, Slip> {
        let mut lists = vec![self.both()?];
        while self.take("or") {
            lists.push(self.both()?);
        }
        if lists.len() > MOST_ALTERNATIVES || lists.iter().any(|list| list.len() > MOST_FACTS) {
            return Err(self.slip("these are too many conditions for one rule", "write two rules instead"));
        }
        Ok(lists)
    }

    fn both(&mut self) -> Result<Vec<(bool, String)>, Slip> {
        let mut list = Vec::new();
        loop {
            let holds = !self.take("not");
            list.push((holds, self.name("a fact")?));
            if !self.take("and") {
                return Ok(list);
            }
        }
    }

    fn set(&mut self, what: &str) -> Result<Set, Slip> {
        let names = self.names(what)?;
        let but = if self.take("but") { self.names(what)? } else { Vec::new() };
        Ok(Set { names, but })
    }

    fn names(&mut self, what: &str) -> Result<Vec<String>, Slip> {
        let mut names = vec![self.name(what)?];
        while self.mark(',') {
            names.push(self.name(what)?);
        }
        Ok(names)
    }

    fn name(&mut self, what: &str) -> Result<String, Slip> {
        match self.peek() {
            Some(Token::Word(word)) if is_name(word) && !JOINTS.contains(&word) => {
                self.at += 1;
                Ok(word.to_owned())
            }
            Some(Token::Word(word)) if !JOINTS.contains(&word) => {
                Err(self.slip("a name has small letters, digits, `-` and at most one `.`", ""))
            }
            _ => Err(self.slip(&format!("{what} should stand here"), "")),
        }
    }

    fn text(&mut self, what: &str) -> Result<String, Slip> {
        let Some(Token::Text(text)) = self.peek() else {
            return Err(self.slip(&format!("{what} should stand here, in quotes"), ""));
        };
        self.at += 1;
        Ok(text.to_owned())
    }

    fn number(&mut self) -> Result<u32, Slip> {
        let Some(Token::Word(word)) = self.peek() else {
            return Err(self.slip("a number should stand here", ""));
        };
        let number = word.parse::<u32>().ok().filter(|number| (1..=100_000).contains(number));
        let number =
            number.ok_or_else(|| self.slip("a whole number from 1 to 100000 should stand here", ""))?;
        self.at += 1;
        Ok(number)
    }

    fn span(&mut self) -> Result<Span, Slip> {
        let number = self.number()?;
        let Some(Token::Word(word)) = self.peek() else {
            return Err(self.slip("a unit of time should stand here", ""));
        };
        let unit = Unit::of(word);
        let unit =
            unit.ok_or_else(|| self.slip("this is none of minutes, hours, days, weeks, months, years", ""))?;
        self.at += 1;
        Ok(Span { number, unit })
    }

    fn one_of<T: Clone>(&mut self, words: &[(&str, T)]) -> Result<T, Slip> {
        let found = words.iter().find(|(word, _)| self.peek() == Some(Token::Word(word)));
        if let Some((_, value)) = found {
            self.at += 1;
            return Ok(value.clone());
        }
        let listed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let said = self.peek().map(|token| token.shown()).unwrap_or_default();
        let near = nearest(&said, listed.iter().copied()).map(str::to_owned);
        let slip = self.slip(&format!("one of these words should stand here: {}", listed.join(", ")), "");
        Err(Slip { nearest: near, ..slip })
    }

    fn peek(&self) -> Option<Token<'r>> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.peek() == Some(Token::Word(word));
        self.at += usize::from(there);
        there
    }

    fn mark(&mut self, mark: char) -> bool {
        let there = self.peek() == Some(Token::Mark(mark));
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, word: &str, mend: &str) -> Result<(), Slip> {
        if self.take(word) {
            Ok(())
        } else {
            Err(self.slip(&format!("the word `{word}` should stand here"), mend))
        }
    }

    fn end(&self) -> Result<(), Slip> {
        if self.at == self.tokens.len() {
            return Ok(());
        }
        Err(self.slip("the rule could end before this; what follows fits nothing", ""))
    }

    fn slip(&self, message: &str, mend: &str) -> Slip {
        let (words, message) = match self.peek() {
            Some(token) => (token.shown(), message.to_owned()),
            None => (String::new(), format!("the rule ends too early: {message}")),
        };
        Slip { words, message, mend: mend.to_owned(), nearest: None }
    }
}

/// What an outside party is to the shop.
const KINDS: [&str; 4] = ["processor", "controller", "authority", "stranger"];

fn is_name(word: &str) -> bool {
    let fine = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    word.len() <= 60 && word.split('.').count() <= 2 && word.split('.').all(fine)
}
