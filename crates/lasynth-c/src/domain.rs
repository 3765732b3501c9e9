//! Restricted C as a [`lasynth_core::Domain`].
