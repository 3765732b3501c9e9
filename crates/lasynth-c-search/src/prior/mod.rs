//! What behaviours are to be expected.

pub mod backoff;
pub mod counts;
pub mod file;
pub mod forms;
pub mod relations;

use crate::skeleton::Skeleton;
use backoff::Backoff;
use file::Record;
use forms::Forms;
use relations::Relations;
use std::sync::LazyLock;

/// The distribution over behaviours.
pub struct Prior {
    /// Skeletons up to renaming, the most frequent first, each with its share.
    pub skeletons: Vec<(Skeleton, f64)>,
    /// What other skeletons are made of.
    pub backoff: Backoff,
    /// The forms that fill them.
    pub forms: Forms,
    /// How these follow from each other.
    pub relations: Relations,
    /// Whole behaviours that were seen twice or more.
    pub known: Known,
}

/// How often whole behaviours were seen.
pub struct Known {
    /// Digests and counts, by digest.
    counts: Vec<(u64, u32)>,
    /// Behaviours that were looked at.
    pub total: f64,
    /// How many observations the factorised distribution is worth beside the counts.
    pub concentration: f64,
}

impl Known {
    /// How often a behaviour was seen; 0 where it is not among the most frequent.
    pub fn count(&self, digest: u64) -> u32 {
        let at = self.counts.binary_search_by_key(&digest, |&(its, _)| its);
        at.map_or(0, |at| self.counts[at].1)
    }

    /// The probability of a behaviour that was seen so often, with `p` its factorised probability:
    /// the predictive distribution of a Dirichlet process.
    pub fn probability(&self, count: u32, p: f64) -> f64 {
        (f64::from(count) + self.concentration * p) / (self.total + self.concentration)
    }
}

impl Prior {
    /// How forms follow from each other; without `related`, not at all.
    pub fn relations(&self, related: bool) -> &Relations {
        static NONE: LazyLock<Relations> = LazyLock::new(Relations::default);
        match related {
            true => &self.relations,
            false => &NONE,
        }
    }

    /// The prior with these counts.
    pub fn fitted(record: &Record) -> Prior {
        let total = record.with_skeleton as f64;
        let skeletons = record.skeletons.iter();
        Prior {
            skeletons: skeletons
                .map(|&(skeleton, n)| (skeleton, n as f64 / total))
                .collect(),
            backoff: record.backoff.clone(),
            forms: Forms::fitted(&record.forms),
            relations: record.relations.clone(),
            known: Known {
                counts: record.behaviours.clone(),
                total,
                concentration: record.concentration,
            },
        }
    }
}
