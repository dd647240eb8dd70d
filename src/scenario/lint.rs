//! What makes a scenario's interviews poor although it can be read.

use super::Scenario;
use super::reader::Places;
use crate::document::Document;
use crate::language::lexicon::Lexicon;

/// Notes what it finds in `document`.
pub(super) fn lint(
    _scenario: &Scenario,
    _places: &Places,
    _document: &Document<'_>,
    _lexicon: &Lexicon,
) {
}
