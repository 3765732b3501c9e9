//! What random programs do, counted.

use super::forms::FormCounts;
use crate::decision_table::DecisionTable;
use crate::role::role_of;
use crate::skeleton::Skeleton;
use lasynth_c::behaviour::{AffineForm, N, RegionTable, execute};
use lasynth_c::domain::{CProgram, Source, draw_from};
use lasynth_c::syntax::Program;
use lasynth_core::DrawRules;
use std::collections::HashMap;

/// Cells of a table on the way to a skeleton, before tests that do not matter are dropped.
const CELLS_ON_THE_WAY: usize = 64;

/// What was counted in a sample of random programs.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Programs drawn, those dropped by the rules included.
    pub drawn: u64,
    /// Programs that the rules kept.
    pub kept: u64,
    /// Programs kept whose behaviour has no skeleton.
    pub beyond: u64,
    /// How often each skeleton occurred.
    pub skeletons: HashMap<Skeleton, u64>,
    /// How often each form occurred.
    pub forms: FormCounts,
    /// How often each behaviour with a skeleton occurred, by its digest.
    pub behaviours: HashMap<u64, u32>,
}

impl Counts {
    /// Counts the program that belongs to a seed.
    pub fn draw(&mut self, seed: u64) {
        self.drawn += 1;
        let Some(table) = kept_table(seed) else {
            return;
        };
        self.kept += 1;
        match table.and_then(|table| Some((Skeleton::of(&table)?, DecisionTable::of(&table)?))) {
            Some(((skeleton, forms), hypothesis)) => {
                *self.behaviours.entry(hypothesis.digest()).or_default() += 1;
                self.add(skeleton, &forms);
            }
            None => self.beyond += 1,
        }
    }

    fn add(&mut self, skeleton: Skeleton, forms: &[Vec<AffineForm>; N]) {
        for (position, forms) in forms.iter().enumerate() {
            let at = role_of(&skeleton, position);
            for form in forms {
                self.forms.add(at, form, position);
            }
        }
        *self.skeletons.entry(skeleton).or_default() += 1;
    }

    /// Adds what was counted in another part of the sample.
    pub fn merge(&mut self, other: Counts) {
        self.drawn += other.drawn;
        self.kept += other.kept;
        self.beyond += other.beyond;
        for (skeleton, count) in other.skeletons {
            *self.skeletons.entry(skeleton).or_default() += count;
        }
        self.forms.merge(other.forms);
        for (digest, count) in other.behaviours {
            *self.behaviours.entry(digest).or_default() += count;
        }
    }

    /// The counts with renamed skeletons put together.
    pub fn canonical(self) -> Counts {
        let mut skeletons: HashMap<Skeleton, u64> = HashMap::new();
        for (skeleton, count) in self.skeletons {
            *skeletons.entry(skeleton.canonical()).or_default() += count;
        }
        Counts { skeletons, ..self }
    }
}

/// The table of the program that belongs to a seed; `None` where the rules drop the program, and
/// within that where its behaviour has no table.
pub(crate) fn kept_table(seed: u64) -> Option<Option<RegionTable>> {
    let draw = draw_from(Source::Native, &DrawRules::default(), seed).ok()?;
    Some(table_of(CProgram::of(&*draw.program).tree()))
}

/// What a program does as a table, where it is not too large for a skeleton by far.
pub(crate) fn table_of(program: &Program) -> Option<RegionTable> {
    let paths = execute(program).ok()?;
    RegionTable::of(&paths, CELLS_ON_THE_WAY)
}
