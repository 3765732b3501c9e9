//! Everything that functions over lists bring to the generic search.

use crate::prior::ListsPrior;
use crate::proposer::ListsProposer;
use lasynth_lists::Lists;
use lasynth_search::{
    Calibration, FitOptions, FittedPrior, Judge, Prior, ProbeJudge, Proposer, SearchConfig,
    SearchKit, SearchSpeed, SpeedRequest,
};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The kit of functions over lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListsSearchKit;

static JUDGE: ProbeJudge = ProbeJudge(&Lists);

impl SearchKit for ListsSearchKit {
    fn prior(&self, content: Option<&[u8]>) -> Result<Arc<dyn Prior>, String> {
        match content {
            None => Ok(Arc::new(ListsPrior::default())),
            Some(_) => Err(
                "costs of functions over lists are fitted on the corpus in the program; there is no \
                 prior to read"
                    .to_owned(),
            ),
        }
    }

    /// The cost of a program is all that counts; its length says nothing more.
    fn config(&self) -> SearchConfig {
        SearchConfig {
            length: None,
            drawn_in_range: false,
            calibration: Calibration {
                shift: 0.0,
                slope: 1.0,
            },
            ..SearchConfig::default()
        }
    }

    fn proposers(&self) -> Vec<Arc<dyn Proposer>> {
        vec![Arc::new(ListsProposer::default())]
    }

    fn judge(&self) -> &dyn Judge {
        &JUDGE
    }

    fn fit(
        &self,
        _options: &FitOptions,
        _progress: &(dyn Fn(u64) + Sync),
        _interrupt: &AtomicBool,
    ) -> Result<Option<FittedPrior>, String> {
        Err(
            "costs of functions over lists are fitted on the corpus in the program, not by counting \
             random ones"
                .to_owned(),
        )
    }

    fn speed(
        &self,
        _prior: &dyn Prior,
        _request: &SpeedRequest<'_>,
    ) -> Result<Option<SearchSpeed>, String> {
        Err("the loops of this search are not timed one by one; `eval --search` says how long tasks \
             take"
            .to_owned())
    }
}
