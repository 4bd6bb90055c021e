//! A sign of life on a terminal while something takes long. Nothing in pipes, and gone before anything else is written.

use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;

use super::output::Output;
use crate::session::Stage;

/// How long work may last in silence.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(120);

/// What the run is at, as [`word`] has it; there is one run in a process.
static AT: AtomicU8 = AtomicU8::new(READING);
const READING: u8 = 0;
const COMPARING: u8 = 1;
const RESOLVING: u8 = 2;

/// Hears what the run is at.
pub(super) fn at(stage: Stage) {
    let at = match stage {
        Stage::Reading => READING,
        Stage::Comparing => COMPARING,
        Stage::Resolving => RESOLVING,
    };
    AT.store(at, Ordering::Relaxed);
}

/// What is said of it; `what` is said of its beginning.
fn word(what: &'static str) -> &'static str {
    match AT.load(Ordering::Relaxed) {
        COMPARING => "comparing the core",
        RESOLVING => "resolving names",
        _ => what,
    }
}

/// Does some work, which writes nothing itself, and says meanwhile what it is.
pub(super) fn during<T>(what: &'static str, output: &Output, work: impl FnOnce() -> T) -> T {
    if output.look.quiet || !stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (working, done) = mpsc::channel::<()>();
        scope.spawn(move || {
            if done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let spinner = ProgressBar::new_spinner().with_message(word(what));
                spinner.enable_steady_tick(TICK);
                // Nothing is ever sent: the end of the work closes the channel, also where the work panics.
                while done.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    spinner.set_message(word(what));
                }
                spinner.finish_and_clear();
            }
        });
        let result = work();
        drop(working);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_words() {
        let words = [Stage::Reading, Stage::Comparing, Stage::Resolving, Stage::Reading].map(|stage| {
            at(stage);
            word("reading modules")
        });
        assert_eq!(words, ["reading modules", "comparing the core", "resolving names", "reading modules"]);
    }
}
