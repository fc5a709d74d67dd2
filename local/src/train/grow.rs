use genesis_rcr::{Forest, Tree};

use super::mixed;

/// What a forest is grown to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth {
    pub trees: usize,
    pub leaves: usize,
    pub rate: f64,
    /// Of 1024 features, how many each tree may look at: trees that see different ones err in different places.
    pub seen: u64,
}

/// Keeps leaves that few examples reach near nothing, and from being split off at all.
const REGULARISATION: f64 = 2.0;
const LEAST_WEIGHT: f64 = 2.0;
const LEAST_GAIN: f64 = 1e-6;

/// Most different values of a feature that are told apart.
const BINS: usize = 48;

/// Examples to learn from, as columns of bins.
pub(super) struct Table {
    columns: Vec<Vec<u8>>,
    /// Of each feature: what separates a bin from the next.
    edges: Vec<Vec<f32>>,
    targets: Vec<f64>,
    weights: Vec<f64>,
}

/// An example: what is seen of it, what it is and how much it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Example<'a> {
    pub features: &'a [f32],
    pub is_evidence: bool,
    pub weight: f64,
}

impl Table {
    pub fn of(examples: &[Example<'_>]) -> Self {
        let width = examples.first().map_or(0, |example| example.features.len());
        let edges: Vec<Vec<f32>> =
            (0..width).map(|feature| edges(examples.iter().map(|example| example.features[feature]).collect())).collect();
        let column = |feature: usize| {
            let bin = |example: &Example| edges[feature].partition_point(|edge| *edge < example.features[feature]) as u8;
            examples.iter().map(bin).collect()
        };
        Self {
            columns: (0..width).map(column).collect(),
            targets: examples.iter().map(|example| if example.is_evidence { 1.0 } else { 0.0 }).collect(),
            weights: examples.iter().map(|example| example.weight).collect(),
            edges,
        }
    }

    /// Boosts trees that are grown leaf by leaf, the best first, by second-order gains of the logistic loss (Chen and Guestrin 2016,
    /// section 2.2; Ke et al. 2017). The same table grows the same forest.
    pub fn grow(&self, growth: Growth) -> Forest {
        let all: f64 = self.weights.iter().sum();
        let evidence: f64 = self.weights.iter().zip(&self.targets).map(|(weight, target)| weight * target).sum();
        let base = short((evidence / (all - evidence).max(f64::MIN_POSITIVE)).ln());
        let mut odds = vec![base; self.targets.len()];
        let mut trees = Vec::new();
        for number in 0..growth.trees {
            let slopes = self.slopes(&odds);
            let features = (0..self.columns.len()).filter(|feature| mixed(&format!("{number} f {feature}")) >> 11 & 1023 < growth.seen);
            let (tree, leaves) = Growing { table: self, slopes: &slopes, features: features.collect() }.tree(growth);
            for (value, rows) in leaves {
                rows.into_iter().for_each(|row| odds[row as usize] += value);
            }
            trees.push(tree);
        }
        Forest { base, trees }
    }

    fn slopes(&self, odds: &[f64]) -> Vec<Slope> {
        let slope = |((odds, target), weight): ((&f64, &f64), &f64)| {
            let likely = 1.0 / (1.0 + (-odds).exp());
            Slope { gradient: weight * (target - likely), hessian: weight * likely * (1.0 - likely) }
        };
        odds.iter().zip(&self.targets).zip(&self.weights).map(slope).collect()
    }
}

/// Halfway between values where they are few, otherwise by quantiles.
fn edges(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let quantiles: Vec<f32> = (1..BINS).map(|n| values[n * values.len() / BINS]).collect();
    values.dedup();
    let mut edges = if values.len() <= BINS { values.windows(2).map(|pair| f32::midpoint(pair[0], pair[1])).collect() } else { quantiles };
    edges.iter_mut().for_each(|edge| *edge = (*edge * 10_000.0).round() / 10_000.0);
    edges.dedup();
    edges
}

/// A leaf's value as it is written down.
fn short(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// First and second derivative of the loss.
#[derive(Debug, Clone, Copy, Default)]
struct Slope {
    gradient: f64,
    hessian: f64,
}

impl Slope {
    fn add(&mut self, other: Slope) {
        self.gradient += other.gradient;
        self.hessian += other.hessian;
    }

    fn less(self, other: Slope) -> Self {
        Self { gradient: self.gradient - other.gradient, hessian: self.hessian - other.hessian }
    }

    fn gain(self) -> f64 {
        self.gradient * self.gradient / (self.hessian + REGULARISATION)
    }
}

struct Growing<'a> {
    table: &'a Table,
    slopes: &'a [Slope],
    /// Those the tree may look at.
    features: Vec<usize>,
}

struct Leaf {
    /// Its place among the nodes.
    node: usize,
    rows: Vec<u32>,
    /// By feature and bin.
    sums: Vec<Slope>,
    total: Slope,
    best: Option<Split>,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: u8,
}

enum Node {
    Leaf(f64),
    Split(Split, [usize; 2]),
}

impl Growing<'_> {
    /// A tree, and the examples that each leaf adds its value to.
    fn tree(&self, growth: Growth) -> (Tree, Vec<(f64, Vec<u32>)>) {
        let mut nodes = vec![Node::Leaf(0.0)];
        let rows: Vec<u32> = (0..self.slopes.len() as u32).collect();
        let mut leaves = vec![self.leaf(0, self.sums(&rows), rows)];
        while leaves.len() < growth.leaves {
            let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |split| split.gain);
            let best = (0..leaves.len()).max_by(|one, two| gain(&leaves[*one]).total_cmp(&gain(&leaves[*two])).then(two.cmp(one)));
            let Some((at, split)) = best.and_then(|at| Some((at, leaves[at].best?))) else { break };
            let places = [nodes.len(), nodes.len() + 1];
            let parent = leaves.remove(at);
            nodes[parent.node] = Node::Split(split, places);
            nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
            leaves.extend(self.split(&parent, split, places));
        }
        let mut reached = Vec::new();
        for leaf in leaves {
            let value = short(growth.rate * leaf.total.gradient / (leaf.total.hessian + REGULARISATION));
            nodes[leaf.node] = Node::Leaf(value);
            reached.push((value, leaf.rows));
        }
        (self.built(&nodes, 0), reached)
    }

    fn built(&self, nodes: &[Node], at: usize) -> Tree {
        match nodes[at] {
            Node::Leaf(value) => Tree::Leaf(value),
            Node::Split(split, [low, high]) => Tree::Split {
                feature: split.feature,
                threshold: self.table.edges[split.feature][usize::from(split.bin)],
                branches: Box::new([self.built(nodes, low), self.built(nodes, high)]),
            },
        }
    }

    /// The sums of the larger part are what the smaller leaves of the whole.
    fn split(&self, parent: &Leaf, split: Split, places: [usize; 2]) -> [Leaf; 2] {
        let column = &self.table.columns[split.feature];
        let (low, high): (Vec<u32>, Vec<u32>) = parent.rows.iter().partition(|row| column[**row as usize] <= split.bin);
        let low_is_smaller = low.len() <= high.len();
        let smaller = self.sums(if low_is_smaller { &low } else { &high });
        let larger: Vec<Slope> = parent.sums.iter().zip(&smaller).map(|(all, part)| all.less(*part)).collect();
        let [low_sums, high_sums] = if low_is_smaller { [smaller, larger] } else { [larger, smaller] };
        [self.leaf(places[0], low_sums, low), self.leaf(places[1], high_sums, high)]
    }

    fn leaf(&self, node: usize, sums: Vec<Slope>, rows: Vec<u32>) -> Leaf {
        let mut total = Slope::default();
        rows.iter().for_each(|row| total.add(self.slopes[*row as usize]));
        Leaf { best: self.best(&sums, total), node, rows, sums, total }
    }

    fn sums(&self, rows: &[u32]) -> Vec<Slope> {
        let mut sums = vec![Slope::default(); self.table.columns.len() * (BINS + 1)];
        for (column, sums) in self.table.columns.iter().zip(sums.chunks_mut(BINS + 1)) {
            rows.iter().for_each(|row| sums[usize::from(column[*row as usize])].add(self.slopes[*row as usize]));
        }
        sums
    }

    fn best(&self, sums: &[Slope], total: Slope) -> Option<Split> {
        let mut best: Option<Split> = None;
        for feature in self.features.iter().copied() {
            let edges = &self.table.edges[feature];
            let mut low = Slope::default();
            for bin in 0..edges.len() {
                low.add(sums[feature * (BINS + 1) + bin]);
                let high = total.less(low);
                let gain = low.gain() + high.gain() - total.gain();
                let is_large_enough = low.hessian >= LEAST_WEIGHT && high.hessian >= LEAST_WEIGHT;
                if is_large_enough && gain > best.map_or(LEAST_GAIN, |best| best.gain) {
                    best = Some(Split { gain, feature, bin: bin as u8 });
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROWTH: Growth = Growth { trees: 30, leaves: 4, rate: 0.3, seen: 1024 };

    /// Evidence is what exactly one of two features tells: no single split finds it.
    fn features() -> Vec<[f32; 3]> {
        (0..400u16).map(|n| [f32::from(n % 2), f32::from(n / 2 % 2), f32::from(n % 7)]).collect()
    }

    fn grown(features: &[[f32; 3]]) -> Forest {
        let example = |features| Example { features, is_evidence: features[0] > 0.5 && features[1] < 0.5, weight: 1.0 };
        let examples: Vec<Example> = features.iter().map(|features| example(features.as_slice())).collect();
        Table::of(&examples).grow(GROWTH)
    }

    #[test]
    fn what_two_features_tell_together_is_learned() {
        let forest = grown(&features());
        for (seen, is_evidence) in [([1.0, 0.0, 3.0], true), ([1.0, 1.0, 3.0], false), ([0.0, 0.0, 3.0], false), ([0.0, 1.0, 3.0], false)] {
            assert_eq!(forest.probability(&seen) > 0.9, is_evidence, "{seen:?}");
            assert_eq!(forest.probability(&seen) < 0.1, !is_evidence, "{seen:?}");
        }
    }

    #[test]
    fn the_same_examples_grow_the_same_forest() {
        assert_eq!(grown(&features()).to_string(), grown(&features()).to_string());
    }
}
