//! What restricted C brings to the search, in one place.

use crate::factorised::PreparedPrior;
use crate::fit::{FitOptions, fit};
use crate::prior::Prior as Distribution;
use crate::prior::file::{decode, encode};
use crate::speed::{SearchSizes, SearchTimes, search_times};
use crate::{CJudge, CPrior, Edits, Enumeration, ListObservations};
use lasynth_search::{self as search, FittedPrior, Judge, Prior, Proposer, SearchKit};
use serde_json::{Map, Value, json};
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What restricted C brings to the search.
pub struct CSearchKit;

impl SearchKit for CSearchKit {
    /// The prior of a file made by [`SearchKit::fit`], without which nothing is expected.
    fn prior(&self, content: Option<&[u8]>) -> Result<Arc<dyn Prior>, String> {
        let content = content.ok_or("restricted C needs a prior that was counted")?;
        let record = decode(content).map_err(|error| error.to_string())?;
        let prepared = PreparedPrior::new(Distribution::fitted(&record));
        Ok(Arc::new(CPrior::new(Arc::new(prepared))))
    }

    fn proposers(&self) -> Vec<Arc<dyn Proposer>> {
        vec![Arc::<Enumeration>::default(), Arc::<Edits>::default()]
    }

    fn judge(&self) -> &dyn Judge {
        &CJudge
    }

    fn fit(
        &self,
        options: &search::FitOptions,
        progress: &(dyn Fn(u64) + Sync),
        interrupt: &AtomicBool,
    ) -> Result<Option<FittedPrior>, String> {
        let options = FitOptions {
            count: options.count,
            seed: options.seed,
            skeletons: options.structures,
            behaviours: options.behaviours,
            threads: options.threads,
        };
        let Some(fitted) = fit(&options, progress, interrupt) else {
            return Ok(None);
        };
        let record = &fitted.record;
        let in_skeletons: u64 = record.skeletons.iter().map(|(_, count)| count).sum();
        let shapes = &record.backoff.shapes;
        let combinations: usize = shapes.iter().map(|shape| shape.tests.len()).sum();
        let mut summary = Map::new();
        for (name, value) in [
            // The most frequent ones that are kept.
            ("skeletons", json!(record.skeletons.len())),
            ("behaviours", json!(record.behaviours.len())),
            // Programs that the rules of generation keep, and such whose behaviour is too large for a
            // skeleton.
            ("kept", json!(record.kept)),
            ("beyond", json!(fitted.beyond)),
            // What stands for that which is not kept.
            ("shapes", json!(shapes.len())),
            ("combinations", json!(combinations)),
            // What occurred; behaviours at least twice.
            ("skeletons_seen", json!(fitted.skeletons)),
            ("behaviours_seen", json!(fitted.behaviours)),
            // Share of the behaviours with a skeleton whose skeleton is kept.
            (
                "coverage",
                json!(in_skeletons as f64 / record.with_skeleton.max(1) as f64),
            ),
            ("concentration", json!(record.concentration)),
        ] {
            summary.insert(name.to_owned(), value);
        }
        Ok(Some(FittedPrior {
            bytes: encode(record),
            summary,
        }))
    }

    fn speed(
        &self,
        prior: &dyn Prior,
        request: &search::SpeedRequest<'_>,
    ) -> Result<Option<search::SearchSpeed>, String> {
        let c_prior: &dyn Any = prior;
        let c_prior: &CPrior = c_prior
            .downcast_ref()
            .ok_or("the prior is one of another language")?;
        let tasks: Vec<ListObservations> = (request.tasks.iter())
            .filter_map(ListObservations::of)
            .collect();
        let measured = search_times(
            c_prior.prepared(),
            &tasks,
            &prior.sample(&Default::default()),
            request,
        );
        Ok(measured.map(|(times, sizes)| described(&times, &sizes, request.samples)))
    }
}

fn described(times: &SearchTimes, sizes: &SearchSizes, samples: usize) -> search::SearchSpeed {
    let microseconds = vec![
        ("evidence", times.evidence, String::new()),
        (
            "weighing",
            times.weighing,
            format!("{} skeletons", sizes.skeletons),
        ),
        (
            "sampling",
            times.sampling,
            format!("{samples} of {} instances", sizes.instances),
        ),
        (
            "grouping",
            times.grouping,
            format!("{} hypotheses", sizes.hypotheses),
        ),
        (
            "decision",
            times.decision,
            format!("{} groups", sizes.groups),
        ),
        (
            "question",
            times.question,
            format!("{} groups", sizes.groups),
        ),
        ("code", times.code, "1 behaviour".to_owned()),
        (
            "verifying",
            times.verifying,
            "1 program on 59,049 inputs".to_owned(),
        ),
    ];
    let sizes = match serde_json::to_value(sizes) {
        Ok(Value::Object(sizes)) => sizes,
        _ => Map::new(),
    };
    search::SearchSpeed {
        microseconds,
        sizes,
    }
}
