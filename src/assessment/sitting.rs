//! An interview played without a shell: by the rehearsal and by the walker.

use crate::interview::state::Focus;
use crate::interview::{self, Draft, Engine, Entry, Input, Move, Setup, State};
use crate::scenario::{Mode, PartRef, Seniority};

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

    /// Opens every expectation: what is said next is about words, at whatever point of the interview they are said.
    pub fn open_all(&mut self) {
        for line in &mut self.state.ledger {
            line.opened = true;
        }
    }

    /// Opens what an interview may be about before any change, and what this part stands with.
    pub fn open_around(&mut self, part: Option<&PartRef>) {
        let scenario = &self.engine.scenario;
        let change_of = |index: usize| {
            let curveballs = scenario.curveballs.iter();
            let opens = |at: &u16| usize::from(*at) == index;
            let mut opening = curveballs.filter(|change| change.opens.iter().any(opens));
            opening.next().map(|change| &change.id)
        };
        let own = part.and_then(|part| change_of(usize::from(part.expectation)));
        for (index, line) in self.state.ledger.iter_mut().enumerate() {
            let change = change_of(index);
            line.opened |= change.is_none() || change == own;
        }
    }

    /// Puts the interview where this part has just been asked for.
    pub fn ask(&mut self, part: &PartRef) {
        let expectation = &self.engine.scenario.expectations[usize::from(part.expectation)];
        let part = &expectation.parts[usize::from(part.part)];
        self.state.step = expectation.step;
        self.state.focus = Some(Focus {
            asked: Move::AskPart {
                expectation: expectation.id.clone(),
                part: part.id.clone(),
            },
            words: part.probe.first().cloned().unwrap_or_default(),
            answered: false,
        });
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
