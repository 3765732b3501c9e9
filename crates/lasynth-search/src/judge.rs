//! What a true program does, to judge answers by. The search never sees it.

use crate::outcome_of;
use lasynth_core::{Domain, Input, Program, Value};

/// Tells true programs of a language apart by how hard their behaviour is to find.
pub trait Judge: Send + Sync {
    /// Names of the classes of behaviours, in the order in which reports list them; empty where a
    /// language tells none apart.
    fn classes(&self) -> &'static [&'static str];

    /// Looks at what the true program of a task does.
    fn truth(&self, program: &dyn Program) -> Box<dyn Truth>;
}

/// What the true program of a task does.
pub trait Truth: Send + Sync {
    /// The class of its behaviour, one of [`Judge::classes`].
    fn class(&self) -> Option<&'static str>;

    /// Whether another program gives the same output on every input, of those that can be tried, whose
    /// true output is one that an example could have.
    fn is_met_by(&self, other: &dyn Program) -> bool;
}

/// Judges programs of any language on the probe inputs of its domain.
pub struct ProbeJudge(pub &'static dyn Domain);

impl Judge for ProbeJudge {
    fn classes(&self) -> &'static [&'static str] {
        &[]
    }

    fn truth(&self, program: &dyn Program) -> Box<dyn Truth> {
        let pair = |input: Input| {
            let output = outcome_of(program, &input)?;
            self.0.in_range(&output).then_some((input, output))
        };
        let inputs = self.0.probe_inputs().into_iter();
        Box::new(Pairs(inputs.filter_map(pair).collect()))
    }
}

struct Pairs(Vec<(Input, Value)>);

impl Truth for Pairs {
    fn class(&self) -> Option<&'static str> {
        None
    }

    fn is_met_by(&self, other: &dyn Program) -> bool {
        let mut pairs = self.0.iter();
        pairs.all(|(input, output)| outcome_of(other, input).as_ref() == Some(output))
    }
}
