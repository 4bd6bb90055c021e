//! How the benchmarks take time.

use std::time::{Duration, Instant};

/// The one of the command, so that the bare parse has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The least time of several runs.
pub fn least(runs: u32, mut run: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().expect("there is at least one run")
}

/// The least time of several runs of each, taken by turns, so that what else the machine does hits all alike.
#[allow(dead_code, reason = "not every benchmark compares")]
pub fn by_turns<const N: usize>(runs: u32, mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times = [Duration::MAX; N];
    for _ in 0..runs {
        for (time, work) in times.iter_mut().zip(&mut works) {
            *time = least(1, work).min(*time);
        }
    }
    times
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
