use super::*;
#[test]
#[ignore]
fn adhoc() {
    let path = std::env::var("P").unwrap();
    let verbose = std::env::var("V").is_ok();
    let t = std::time::Instant::now();
    match open(Path::new(&path), Options { with_git: true }) {
        Err(e) => println!("ERR {e}"),
        Ok((_f, l)) => {
            println!("{:?} base={} {:?}", l.kind, l.base, t.elapsed());
            println!("roots {:?}", l.roots.iter().map(|r| (&r.path, &r.shown, r.main)).collect::<Vec<_>>());
            println!("release {:?} conf {:?}", l.release, l.conf);
            println!("git {:?}", l.git);
            for m in &l.modules {
                println!("  {} {:?} {} d={:?} files={} {:?}", m.root, m.name, m.shown, m.descriptors.len(), m.files.len(), m.git);
                if verbose {
                    println!("     {:?}", m.descriptors);
                }
            }
            for s in &l.strays {
                println!("  S {:?} {} {}", s.kind, s.place.file, s.note);
            }
            for s in &l.problems {
                println!("  P {:?} {}:{} {}", s.kind, s.place.file, s.place.line, s.message);
            }
        }
    }
}
