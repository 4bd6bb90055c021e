//! A sign of life on a terminal while something takes long. Nothing in pipes, and gone before anything else is written.

use std::io::{IsTerminal, stderr};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;

use super::output::Output;

/// How long work may last in silence.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(120);

/// Does some work, which writes nothing itself, and says meanwhile what it is.
pub(super) fn during<T>(what: &'static str, output: &Output, work: impl FnOnce() -> T) -> T {
    if output.look.quiet || !stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (working, done) = mpsc::channel::<()>();
        scope.spawn(move || {
            if done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let spinner = ProgressBar::new_spinner().with_message(what);
                spinner.enable_steady_tick(TICK);
                // Nothing is ever sent: the end of the work closes the channel, also where the work panics.
                let _ = done.recv();
                spinner.finish_and_clear();
            }
        });
        let result = work();
        drop(working);
        result
    })
}
