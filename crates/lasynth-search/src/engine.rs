//! What all searches of a domain share.

use crate::{ConfigError, Effort, Prior, Proposer, SearchConfig, Space};
use lasynth_core::{Domain, Program};
use std::sync::Arc;

/// What all searches of a domain share: the prior, the proposers and the configuration.
pub struct Engine {
    /// What is expected before any example.
    pub prior: Arc<dyn Prior>,
    /// Sources of programs beside the prior; they run in threads of their own.
    pub proposers: Vec<Arc<dyn Proposer>>,
    /// How to search. It names every option of the prior.
    pub config: SearchConfig,
}

impl Engine {
    /// An engine whose prior and proposers are configured as the configuration says.
    ///
    /// # Errors
    /// If the configuration makes no sense, names an option that the prior does not have, or a
    /// proposer that there is not.
    pub fn new(
        prior: &dyn Prior,
        proposers: Vec<Arc<dyn Proposer>>,
        config: SearchConfig,
    ) -> Result<Engine, ConfigError> {
        config.check()?;
        let prior = (prior.configured(&config.prior)).map_err(ConfigError::Prior)?;
        let options = prior.options();
        let configured = proposers.into_iter().map(|proposer| {
            let configured = proposer.configured(&options).map_err(ConfigError::Prior)?;
            Ok(configured.unwrap_or(proposer))
        });
        let proposers = configured.collect::<Result<Vec<_>, ConfigError>>()?;
        let engine = Engine {
            config: SearchConfig {
                prior: options,
                ..config
            },
            prior,
            proposers,
        };
        let names = engine.names();
        let unknown = |name: &&String| !names.contains(&name.as_str());
        match engine.config.without.iter().find(unknown) {
            None => Ok(engine),
            Some(name) => Err(ConfigError::Proposer {
                name: name.clone(),
                known: names.join(", "),
            }),
        }
    }

    /// The language in which this engine searches for programs: that of its prior.
    pub fn domain(&self) -> &'static dyn Domain {
        self.prior.domain()
    }

    /// The names of everything that brings candidates, the prior first.
    pub fn names(&self) -> Vec<&'static str> {
        let others = self.proposers.iter().map(|proposer| proposer.name());
        std::iter::once(self.prior.name()).chain(others).collect()
    }

    /// Whether the source with this name takes part.
    pub(crate) fn uses(&self, name: &str) -> bool {
        !self.config.without.iter().any(|without| without == name)
    }

    /// All that there is to draw from the prior; nothing where it does not take part.
    pub(crate) fn most(&self) -> Effort {
        match self.uses(self.prior.name()) {
            true => self.prior.most(),
            false => Effort::default(),
        }
    }

    /// The space of each of them.
    pub fn spaces(&self) -> Vec<Space> {
        let others = self.proposers.iter().map(|proposer| proposer.space());
        std::iter::once(self.prior.space()).chain(others).collect()
    }

    /// Which of them have a program in their space. Of a proposer this is what the text tells: another
    /// program that does the same may be in it.
    pub fn contain(&self, program: &dyn Program) -> Vec<bool> {
        let others = self.proposers.iter().map(|p| p.contains(program));
        std::iter::once(self.prior.contains(program))
            .chain(others)
            .collect()
    }
}
