//! An interview played without a shell: by the rehearsal and by the walker.

use crate::interview::{self, Draft, Engine, Entry, Input, Setup, State};
use crate::scenario::{Mode, Seniority};

/// The time that a message is taken to take.
pub(super) const MESSAGE_MS: u64 = 30_000;

/// An interview under way, as the shell would run it.
pub(super) struct Sitting<'e> {
    pub engine: &'e Engine,
    pub setup: Setup,
    pub state: State,
    pub log: Vec<Entry>,
}

impl<'e> Sitting<'e> {
    pub fn open(
        engine: &'e Engine,
        mode: Mode,
        seniority: Seniority,
        minutes: Option<u32>,
    ) -> Self {
        let setup = Setup {
            mode,
            seniority,
            minutes,
        };
        let (drafts, state) = interview::open(engine, &setup);
        let mut sitting = Sitting {
            engine,
            setup,
            state,
            log: Vec::new(),
        };
        sitting.append(drafts);
        sitting
    }

    /// Takes an input; gives back what was made of it and the reply.
    pub fn take(&mut self, input: &Input) -> &[Entry] {
        let elapsed_ms = self.state.elapsed_ms + MESSAGE_MS;
        let (drafts, state) = interview::take(self.engine, &self.state, input, elapsed_ms);
        self.state = state;
        let from = self.log.len();
        self.append(drafts);
        &self.log[from..]
    }

    fn append(&mut self, drafts: Vec<Draft>) {
        for draft in drafts {
            self.log.push(Entry {
                seq: self.log.len() as u32 + 1,
                author: draft.author,
                kind: draft.kind,
                text: draft.text,
                elapsed_ms: self.state.elapsed_ms,
                record: draft.record,
            });
        }
    }
}
