//! A scenario as the library offers it.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::Knowledge;
use crate::scenario::{Front, Scenario, digest};

/// A scenario as the library offers it. What was checked when the program was built is read when it is first listed and
/// compiled when it is first needed: to list fifteen scenarios takes no room for fifteen, and a server that nobody asked
/// for a list has none of their texts in memory.
#[derive(Debug)]
pub struct Offered {
    /// The file's text.
    pub source: Cow<'static, str>,
    file: String,
    lexicon: Knowledge,
    front: OnceLock<Front>,
    digest: OnceLock<String>,
    compiled: OnceLock<Option<Arc<Scenario>>>,
}

impl Offered {
    /// One that is compiled.
    pub(super) fn compiled(
        file: &str,
        source: Cow<'static, str>,
        lexicon: &Knowledge,
        scenario: Scenario,
    ) -> Offered {
        let front = OnceLock::from(Front::of(&scenario));
        let compiled = OnceLock::from(Some(Arc::new(scenario)));
        Offered::new(file, source, lexicon, front, compiled)
    }

    /// One whose text is known to be sound with this lexicon.
    pub(super) fn sound(file: &str, source: Cow<'static, str>, lexicon: &Knowledge) -> Offered {
        Offered::new(file, source, lexicon, OnceLock::new(), OnceLock::new())
    }

    fn new(
        file: &str,
        source: Cow<'static, str>,
        lexicon: &Knowledge,
        front: OnceLock<Front>,
        compiled: OnceLock<Option<Arc<Scenario>>>,
    ) -> Offered {
        Offered {
            source,
            file: file.to_owned(),
            lexicon: lexicon.clone(),
            front,
            digest: OnceLock::new(),
            compiled,
        }
    }

    /// What a list shows of it.
    pub fn front(&self) -> &Front {
        self.front.get_or_init(|| Front::of_sound(&self.source))
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
