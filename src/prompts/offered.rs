//! A scenario as the library offers it.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::language::lexicon::Lexicon;
use crate::scenario::{Front, Scenario, digest};

/// A scenario as the library offers it. What was checked when the program was built is compiled when it is first
/// needed: to list fifteen scenarios takes no room for fifteen.
#[derive(Debug)]
pub struct Offered {
    /// What a list shows of it.
    pub front: Front,
    /// The file's text.
    pub source: Cow<'static, str>,
    file: String,
    lexicon: Arc<Lexicon>,
    digest: OnceLock<String>,
    compiled: OnceLock<Option<Arc<Scenario>>>,
}

impl Offered {
    /// One that is compiled.
    pub(super) fn compiled(
        file: &str,
        source: Cow<'static, str>,
        lexicon: &Arc<Lexicon>,
        scenario: Scenario,
    ) -> Offered {
        let front = Front::of(&scenario);
        let compiled = OnceLock::from(Some(Arc::new(scenario)));
        Offered::new(file, source, lexicon, front, compiled)
    }

    /// One whose text is known to be sound with this lexicon.
    pub(super) fn sound(file: &str, source: Cow<'static, str>, lexicon: &Arc<Lexicon>) -> Offered {
        let front = Front::of_sound(&source);
        Offered::new(file, source, lexicon, front, OnceLock::new())
    }

    fn new(
        file: &str,
        source: Cow<'static, str>,
        lexicon: &Arc<Lexicon>,
        front: Front,
        compiled: OnceLock<Option<Arc<Scenario>>>,
    ) -> Offered {
        Offered {
            front,
            source,
            file: file.to_owned(),
            lexicon: Arc::clone(lexicon),
            digest: OnceLock::new(),
            compiled,
        }
    }

    /// The scenario; none where a text that was thought to be sound isn't.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        let compile = || match Scenario::parse(&self.file, &self.source, &self.lexicon) {
            Ok((scenario, _)) => Some(Arc::new(scenario)),
            Err(problems) => {
                for problem in problems {
                    tracing::error!("{problem}");
                }
                None
            }
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    /// SHA-256 of the file's text, in hexadecimal.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| digest(&self.source))
    }
}
