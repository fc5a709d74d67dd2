use super::{
    Place,
    asked::{Asked, Sort, Wording},
    lexicon::{Hint, Shape, Token},
    page::{Line, Page, Terms, names, says},
    rarity::Rarity,
    standing::Standing,
};

/// Passages that may name others.
const LEADING: usize = 3;

/// Each sentence's features, in the order of places.
pub(crate) fn features(asked: &Asked, pages: &[Page], rarity: &Rarity, places: &[Place]) -> Vec<Vec<f32>> {
    let view = View::of(asked, pages, rarity, places);
    let of_pages: Vec<Vec<f64>> = (0..pages.len()).map(|page| view.of_page(page)).collect();
    let of_request = view.of_request();
    let row = |(at, place): (usize, &Place)| {
        let own = view.of_line(at, place).into_iter().chain(view.of_words(place)).chain(view.of_surroundings(at, place));
        own.chain(of_pages[place.page].iter().copied()).chain(of_request).map(coarse).collect()
    };
    places.iter().enumerate().map(row).collect()
}

/// Coarse enough that platforms whose logarithms differ agree.
pub(crate) fn coarse(value: f64) -> f32 {
    ((value * 10_000.0).round() / 10_000.0) as f32
}

struct View<'a> {
    asked: &'a Asked,
    pages: &'a [Page],
    rarity: &'a Rarity,
    places: &'a [Place],
    /// Pages and lines against the query, and against the whole question.
    pages_to_query: Standing,
    pages_to_question: Standing,
    lines_to_query: Standing,
    lines_to_question: Standing,
    /// Pages, best first, with their words.
    leading: Vec<(usize, Vec<Token>)>,
    /// How much of the query each line covers.
    covered: Vec<f64>,
}

impl<'a> View<'a> {
    fn of(asked: &'a Asked, pages: &'a [Page], rarity: &'a Rarity, places: &'a [Place]) -> Self {
        let pages_to_query = Standing::of_pages(&asked.query, pages, rarity);
        let all = |page: usize| (page, pages[page].lines.iter().flat_map(|line| line.tokens.iter().copied()).collect());
        Self {
            leading: pages_to_query.best(LEADING).into_iter().map(all).collect(),
            pages_to_query,
            pages_to_question: Standing::of_pages(&asked.question, pages, rarity),
            lines_to_query: Standing::of_lines(&asked.query, pages, rarity, places),
            lines_to_question: Standing::of_lines(&asked.question, pages, rarity, places),
            covered: places.iter().map(|place| rarity.coverage(&asked.query.terms, &pages[place.page].lines[place.line].terms)).collect(),
            asked,
            pages,
            rarity,
            places,
        }
    }

    fn line(&self, place: &Place) -> &Line {
        &self.pages[place.page].lines[place.line]
    }

    /// Whether one of two pages answers the query better. Those of which neither does are the same to each other, so that equals are judged alike.
    fn differ(&self, one: usize, two: usize) -> bool {
        self.pages_to_query.scores[one] != self.pages_to_query.scores[two]
    }

    /// The best passage, unless this one is as good.
    fn best_beside(&self, at: usize) -> Option<&Page> {
        let (best, _) = self.leading.first()?;
        self.differ(*best, at).then(|| &self.pages[*best])
    }

    /// How a sentence and its title answer the query and the question.
    fn of_line(&self, at: usize, place: &Place) -> [f64; 15] {
        let (line, query, question) = (self.line(place), &self.asked.query, &self.asked.question);
        [
            self.covered[at],
            self.rarity.coverage(&query.terms, &line.own),
            self.rarity.coverage(&question.terms, &line.terms),
            self.rarity.coverage(&question.terms, &line.own),
            self.rarity.coverage(&self.asked.known.terms, &line.terms),
            self.rarity.coverage(&query.plain, &line.own),
            self.rarity.coverage(&question.plain, &line.own),
            self.lines_to_query.shares[at],
            self.lines_to_query.ranks[at],
            self.lines_to_question.shares[at],
            self.lines_to_question.ranks[at],
            pairs_in(query, &line.tokens),
            pairs_in(question, &line.tokens),
            names_in(query, &line.tokens),
            names_in(question, &line.tokens),
        ]
    }

    /// Whether its words are of the sort that is asked for.
    fn of_words(&self, place: &Place) -> [f64; 15] {
        let (line, asked) = (self.line(place), self.asked);
        let count = |shape: Shape| line.tokens.iter().filter(|token| token.shape == shape).count() as f64;
        let known = |stem: &u32| asked.question.terms.holds(*stem) || asked.query.terms.holds(*stem);
        let fresh = names(&line.tokens).into_iter().filter(|name| !name.iter().any(known)).count() as f64;
        let cues = |topic: &usize| line.tokens.iter().filter(|token| asked.cues[*topic].holds(token.stem)).count();
        let new_name = |token: &Token| token.is_capitalised && !token.is_stop && !known(&token.stem);
        let hinted = |hint: Hint| line.tokens.windows(2).filter(|pair| pair[0].hint == hint && new_name(&pair[1])).count() as f64;
        let two_years = line.tokens.iter().take(16).filter(|token| token.shape == Shape::Year).count() == 2;
        let fits = match asked.sort {
            Sort::Time => flag(count(Shape::Year) > 0.0) + flag(count(Shape::Month) > 0.0),
            Sort::Amount => flag(count(Shape::Number) + count(Shape::Year) > 0.0),
            Sort::Place => hinted(Hint::Place),
            Sort::Person | Sort::Thing => flag(fresh > 0.0),
            Sort::Choice | Sort::YesNo | Sort::Other => 0.5,
        };
        [
            count(Shape::Number),
            count(Shape::Year),
            fresh,
            fits,
            share(asked.topics.iter().filter(|topic| cues(topic) > 0).count(), asked.topics.len()),
            asked.topics.iter().map(cues).max().unwrap_or(0) as f64,
            flag(asked.topics.first().is_some_and(|topic| cues(topic) > 0)),
            count(Shape::Month),
            hinted(Hint::Place),
            hinted(Hint::Agent),
            flag(two_years),
            share(
                asked.query.roots.iter().filter(|root| line.tokens.iter().any(|token| token.root == *root)).count(),
                asked.query.roots.len(),
            ),
            share(
                asked.question.roots.iter().filter(|root| line.tokens.iter().any(|token| token.root == *root)).count(),
                asked.question.roots.len(),
            ),
            asked.topics.first().map_or(-1.0, |topic| *topic as f64),
            f64::from(line.cost),
        ]
    }

    /// Where it stands, and what it adds to the best passage.
    fn of_surroundings(&self, at: usize, place: &Place) -> [f64; 7] {
        let line = self.line(place);
        let near = |other: Option<usize>| {
            let same_page = |other: &usize| self.places.get(*other).is_some_and(|near| near.page == place.page);
            other.filter(same_page).map_or(0.0, |other| self.covered[other])
        };
        let best = self.best_beside(place.page);
        let addition = |wanted: &Wording| best.map_or(0.0, |best| self.rarity.addition(&wanted.terms, &best.terms, &line.terms));
        [
            place.line as f64,
            flag(place.line + 1 == self.pages[place.page].lines.len()),
            near(at.checked_sub(1)),
            near(Some(at + 1)),
            addition(&self.asked.query),
            addition(&self.asked.question),
            flag(best.is_some_and(|best| best.is_named_in(&line.tokens))),
        ]
    }

    /// How its passage answers, and how the passage is linked to the best ones.
    fn of_page(&self, at: usize) -> Vec<f64> {
        let (page, asked, rarity) = (&self.pages[at], self.asked, self.rarity);
        let (query, question) = (&asked.query, &asked.question);
        let named_by = |n: usize| self.leading.get(n).is_some_and(|(lead, tokens)| self.differ(*lead, at) && page.is_named_in(tokens));
        let best = self.best_beside(at);
        let addition = |wanted: &Wording| best.map_or(0.0, |best| rarity.addition(&wanted.terms, &best.terms, &page.terms));
        let line_cover = self.places.iter().zip(&self.covered).filter(|(place, _)| place.page == at).map(|(_, covered)| *covered);
        vec![
            rarity.coverage(&query.terms, &page.terms),
            rarity.coverage(&question.terms, &page.terms),
            rarity.coverage(&asked.known.terms, &page.terms),
            self.pages_to_query.shares[at],
            self.pages_to_query.ranks[at],
            self.pages_to_question.shares[at],
            self.pages_to_question.ranks[at],
            flag(page.is_named_in(&query.tokens)),
            flag(page.is_named_in(&question.tokens)),
            flag(asked.answers.iter().any(|answer| page.is_called(answer))),
            likest(rarity, &page.title, query),
            likest(rarity, &page.title, question),
            likest(rarity, &page.title, &asked.known),
            share(page.title.shared(&query.terms), page.title.len()),
            share(page.title.shared(&question.terms), page.title.len()),
            names_on(query, page),
            names_on(question, page),
            rarity.coverage(&query.plain, &page.terms),
            flag(named_by(0)),
            flag((0..LEADING).any(named_by)),
            flag(best.is_some_and(|best| page.lines.iter().any(|line| best.is_named_in(&line.tokens)))),
            addition(query),
            addition(question),
            page.lines.len() as f64,
            self.pages.iter().filter(|other| other.name == page.name).count() as f64,
            line_cover.fold(0.0, f64::max),
            rarity.coverage(&query.terms, &page.title),
            rarity.coverage(&question.terms, &page.title),
        ]
    }

    /// What is asked, and how much there is to find it in.
    fn of_request(&self) -> [f64; 11] {
        let asked = self.asked;
        [
            f64::from(asked.sort as u8),
            asked.query.terms.len() as f64,
            asked.question.terms.len() as f64,
            flag(asked.is_part),
            flag(!asked.answers.is_empty()),
            asked.query.names.len() as f64,
            (self.pages.len() as f64).ln_1p(),
            self.covered.iter().copied().fold(0.0, f64::max),
            asked.topics.len() as f64,
            self.rarity.total(&asked.query.terms),
            flag(asked.query.tells(Shape::Year)),
        ]
    }
}

fn pairs_in(wording: &Wording, tokens: &[Token]) -> f64 {
    let stems: Vec<u32> = tokens.iter().filter(|token| !token.is_stop).map(|token| token.stem).collect();
    let said = |(one, two): &&(u32, u32)| stems.windows(2).any(|pair| pair == [*one, *two]);
    share(wording.pairs.iter().filter(said).count(), wording.pairs.len())
}

fn names_in(wording: &Wording, tokens: &[Token]) -> f64 {
    share(wording.names.iter().filter(|name| says(tokens, name)).count(), wording.names.len())
}

fn names_on(wording: &Wording, page: &Page) -> f64 {
    let said = |name: &&Vec<u32>| page.holds_in_title(name) || page.lines.iter().any(|line| says(&line.tokens, name));
    share(wording.names.iter().filter(said).count(), wording.names.len())
}

/// How alike a title and the likest name of a wording are.
fn likest(rarity: &Rarity, title: &Terms, wording: &Wording) -> f64 {
    wording.names.iter().map(|name| rarity.likeness(&Terms::of(name.iter().copied()), title)).fold(0.0, f64::max)
}

pub(crate) fn flag(value: bool) -> f64 {
    f64::from(u8::from(value))
}

fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}
