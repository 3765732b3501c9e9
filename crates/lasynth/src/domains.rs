//! The languages of this program: one line each in [`DOMAINS`].

use lasynth_c::domain::RestrictedC;
use lasynth_c_search::CSearchKit;
use lasynth_core::{Domain, Example};
use lasynth_model::NeuralPolicy;
use lasynth_search::{Prior, SearchKit};
use std::sync::{Arc, OnceLock};

/// A language with everything that this program can do for it.
pub struct Bundle {
    /// The language, its values and its tasks.
    pub domain: &'static dyn Domain,
    /// What it brings to the search.
    pub search: &'static dyn SearchKit,
    /// The model in the binary, if there is one.
    pub model: Option<EmbeddedModel>,
    /// The prior in the binary, if there is one.
    pub prior: Option<EmbeddedPrior>,
}

/// A model in the binary.
pub struct EmbeddedModel {
    /// Its name.
    pub name: &'static str,
    /// Text of its card.
    pub card: &'static str,
    /// Its weights.
    pub weights: &'static [u8],
    /// Filled where it is first needed.
    pub loaded: OnceLock<NeuralPolicy>,
}

/// A prior in the binary.
pub struct EmbeddedPrior {
    /// Its name.
    pub name: &'static str,
    /// Content of its file.
    pub content: &'static [u8],
    /// Filled where it is first needed.
    pub loaded: OnceLock<Arc<dyn Prior>>,
}

static C: Bundle = Bundle {
    domain: &RestrictedC,
    search: &CSearchKit,
    model: Some(EmbeddedModel {
        name: "c-small",
        card: include_str!("../../../models/c-small/model.toml"),
        weights: include_bytes!("../../../models/c-small/model.safetensors"),
        loaded: OnceLock::new(),
    }),
    prior: Some(EmbeddedPrior {
        name: "c-prior",
        content: include_bytes!("../../../models/c-prior/prior.bin.zst"),
        loaded: OnceLock::new(),
    }),
};

/// All languages of this program.
pub static DOMAINS: &[&Bundle] = &[&C];

/// The language that examples are for, where nothing else says it: the first that takes them for its
/// own, else the first of the table.
pub fn recognise(domains: &'static [&'static Bundle], examples: &[Example]) -> &'static Bundle {
    let own = domains
        .iter()
        .find(|bundle| bundle.domain.recognises(examples));
    own.unwrap_or(&domains[0])
}
