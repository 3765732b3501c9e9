//! Functions over lists of any length, with their tools.

use super::{Bundle, Tools};
use lasynth_data::compare::NoForms;
use lasynth_data::stats::KindAndLength;
use lasynth_lists::Lists;
use lasynth_lists_search::ListsSearchKit;

/// Functions from integers and lists of any length to an integer or a list.
pub static FUNCTIONS_OVER_LISTS: Bundle = Bundle {
    domain: &Lists,
    search: &ListsSearchKit,
    model: None,
    prior: None,
    statistics: &KindAndLength,
    forms: &NoForms,
    tools: Tools::NONE,
};
