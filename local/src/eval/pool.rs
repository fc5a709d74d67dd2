use fastrand::Rng;
use genesis_evaluation::{QuestionSet, Row};

/// Whose paragraphs a question's memory holds beside its own: those of the questions after it in an order drawn from the seed.
pub(super) struct Pool<'a> {
    set: &'a QuestionSet,
    order: Vec<usize>,
    /// Where each row stands in the order.
    places: Vec<usize>,
    others: usize,
}

impl<'a> Pool<'a> {
    /// For memories of `size` questions, as far as the set has so many.
    pub fn new(set: &'a QuestionSet, size: usize, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..set.rows.len()).collect();
        Rng::with_seed(seed).shuffle(&mut order);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, row)| places[*row] = place);
        Self { set, others: size.min(order.len()).saturating_sub(1), order, places }
    }

    pub fn others(&self, row: usize) -> Vec<&'a Row> {
        let following = (1..=self.others).map(|n| (self.places[row] + n) % self.order.len());
        following.map(|place| &self.set.rows[self.order[place]]).collect()
    }
}
