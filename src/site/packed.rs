//! The files of a site that lies in an archive, held in memory: the texts that are read of it, and checksums of the rest. Never
//! writes anything to a disk, and follows no link out of the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use md5::Digest as _;

use super::archive::{self, Takes};
use super::entry::{Entry, TEXT_LIMIT};
use super::intake::{Bounds, Intake};
use super::paths::{join, name, normal, parent};
use super::sum::{Listed, Sum, content_digest, large_digest};
use crate::model::content::FileDigest;
use crate::model::place::{Problem, ProblemKind};
use crate::model::site::{FileEntry, Package};

/// How many entries are looked at; a site with 67 modules has about 67,000 files.
const BOUNDS: Bounds = Bounds { entries: 1_000_000, names: 64 << 20 };
/// How much text is held; that of a site with 67 modules has about 200 MB.
const HELD_LIMIT: u64 = 512 << 20;
/// How much is unpacked: this much of any archive, and of large ones so many times their size, which no healthy one reaches.
const UNPACKED: (u64, u64) = (256 << 20, 100);
/// How much is unpacked at most.
const UNPACKED_LIMIT: u64 = 16 << 30;
/// How many links lead from one to the next.
const CHAIN: usize = 8;
/// Endings of the names of files that nobody reads as text.
const NO_TEXTS: [&str; 36] = [
    "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "bmp", "woff", "woff2", "ttf", "otf", "eot", "pdf", "odt", "ods", "odp", "docx",
    "xlsx", "zip", "gz", "tgz", "zst", "bz2", "tar", "phar", "po", "mo", "map", "css", "mp3", "mp4", "js", "mjs", "z", "lss",
];

/// What paths in an archive begin with, so that they are absolute as those of a disk are.
pub(super) const TOP: &str = "/archive";

/// The path of an entry.
pub(super) fn inside(name: &str) -> String {
    format!("{TOP}/{name}")
}

/// An archive's files, by absolute paths below [`TOP`].
#[derive(Debug, Default)]
pub(super) struct Packed {
    files: BTreeMap<String, File>,
    directories: BTreeSet<String>,
    is_zip: bool,
}

/// A file of an archive.
#[derive(Debug, Clone)]
struct File {
    size: u64,
    content: Content,
    digest: Option<(String, Option<String>)>,
}

/// What is known of a content.
#[derive(Debug, Clone)]
enum Content {
    Held(Arc<[u8]>),
    /// It was read, and dropped but for its start.
    Passed([u8; 16], Arc<[u8]>),
    TooLarge,
    /// Reading it ended early; why is told among the problems.
    Unread,
}

/// Why a file of an archive cannot be read.
pub(super) enum Refusal {
    NotThere,
    TooLarge(u64),
    /// It is there, and its text is not held.
    NotHeld,
}

/// The files of an archive, where a site in it is to be opened, and what could not be read; an error says why nothing can. With
/// `sums` the checksums for manifests are kept.
pub(super) fn open(path: &Path, sums: bool) -> Result<(Packed, String, Vec<Problem>), String> {
    let mut packing =
        Packing { sums, intake: Intake::new(BOUNDS), packed: Packed::default(), links: Vec::new(), held: 0, buffer: Vec::new() };
    packing.packed.is_zip = archive::read(path, &mut packing)?;
    packing.follow();
    let Packing { packed, intake, .. } = packing;
    if packed.files.is_empty() {
        let first = intake.problems.first().map_or_else(|| "there is no file in it".to_owned(), |problem| problem.message.clone());
        return Err(first);
    }
    let base = packed.base();
    Ok((packed, base, intake.problems))
}

/// The modules of a zip archive that was opened at `base`, as Dolibarr's page for deploying them sees it; `None` for other archives, and for all modules of a site.
pub(super) fn package(packed: &Packed, base: &str, path: &Path) -> Option<Package> {
    let file = path.file_name()?.to_str()?.to_owned();
    if !packed.is_zip || name(base) == "custom" {
        return None;
    }
    let below = |dir: &str| packed.entries(dir).into_iter().filter(|entry| entry.is_dir).map(|entry| entry.name).collect::<Vec<_>>();
    let mut directories = below(TOP);
    directories.extend(below(&inside("htdocs")).into_iter().map(|name| format!("htdocs/{name}")));
    let mut package = Package { file, directories, with: Vec::new() };
    let conf = package.module().and_then(|(name, _)| Some(join(&inside(package.installs(&name)?), "metapackage.conf")));
    if let Some(Ok(conf)) = conf.map(|conf| packed.content(&conf, usize::MAX)) {
        let text = String::from_utf8_lossy(&conf).into_owned();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"));
        package.with = lines.map(str::to_owned).collect();
    }
    Some(package)
}

impl Packed {
    /// Where a site is opened: the directory of the highest core, or the one above when that is called `htdocs`; without a core the
    /// deepest directory that everything but modules lies in.
    fn base(&self) -> String {
        let mains = self.files.keys().filter_map(|path| path.strip_suffix("/main.inc.php"));
        let core = mains.filter(|dir| self.is_dir(&join(dir, "core/modules"))).min_by_key(|dir| (dir.matches('/').count(), *dir));
        if let Some(core) = core {
            return if name(core) == "htdocs" { parent(core).to_owned() } else { core.to_owned() };
        }
        let mut base = TOP.to_owned();
        loop {
            let entries = self.entries(&base);
            let [Entry { name, is_dir: true, .. }] = entries.as_slice() else { return base };
            let inner = join(&base, name);
            if self.is_dir(&join(&inner, "core/modules")) {
                return base;
            }
            base = inner;
        }
    }

    pub(super) fn is_dir(&self, path: &str) -> bool {
        path == TOP || self.directories.contains(path.trim_end_matches('/'))
    }

    pub(super) fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The entries of a directory, sorted by name.
    pub(super) fn entries(&self, dir: &str) -> Vec<Entry> {
        let start = join(dir, "");
        let inside = |path: &str| path.strip_prefix(&start).filter(|rest| !rest.contains('/')).map(str::to_owned);
        let directories = self.directories.range(start.clone()..).take_while(|path| path.starts_with(&start));
        let directories = directories.filter_map(|path| Some(Entry { name: inside(path)?, is_dir: true, is_link: false }));
        let mut entries: Vec<Entry> = directories.collect();
        let mut from = start.clone();
        // Whole directories are jumped over: `0` comes right behind `/`.
        while let Some((path, _)) = self.files.range(from..).next().filter(|(path, _)| path.starts_with(&start)) {
            let rest = &path[start.len()..];
            from = match rest.split_once('/') {
                Some((dir, _)) => format!("{start}{dir}0"),
                None => {
                    entries.push(Entry { name: rest.to_owned(), is_dir: false, is_link: false });
                    format!("{path}\0")
                }
            };
        }
        entries.sort();
        entries
    }

    /// All files below a directory, sorted by path from there.
    pub(super) fn below<'s>(&'s self, dir: &str) -> impl Iterator<Item = FileEntry> + 's {
        let start = join(dir, "");
        let files = self.files.range(start.clone()..);
        files.map_while(move |(path, file)| Some(FileEntry { path: path.strip_prefix(&start)?.to_owned(), size: file.size }))
    }

    /// The first bytes of a file.
    pub(super) fn content(&self, path: &str, length: usize) -> Result<Vec<u8>, Refusal> {
        let file = self.files.get(path).ok_or(Refusal::NotThere)?;
        match &file.content {
            Content::Held(content) => Ok(content[..content.len().min(length)].to_vec()),
            Content::Passed(_, start) if length <= start.len() || start.len() as u64 == file.size => {
                Ok(start[..start.len().min(length)].to_vec())
            }
            Content::TooLarge => Err(Refusal::TooLarge(file.size)),
            Content::Passed(..) | Content::Unread => Err(Refusal::NotHeld),
        }
    }

    /// Whether a file whose content is not held is what is known of it; `None` where that cannot be told by its checksum.
    pub(super) fn is_as(&self, path: &str, listed: &Listed) -> Option<bool> {
        let file = self.files.get(path)?;
        match (&file.content, &listed.sum) {
            (Content::Passed(sum, _), Sum::Md5(wanted)) => Some(sum == wanted),
            _ => None,
        }
    }

    /// The checksums of a file, where they were wanted and it could be read.
    pub(super) fn digest(&self, path: &str, shown: &str) -> Option<FileDigest> {
        let file = self.files.get(path)?;
        let (sha256, unix) = file.digest.clone()?;
        Some(FileDigest { path: shown.to_owned(), size: file.size, sha256, unix })
    }
}

/// An archive that is being read.
struct Packing {
    sums: bool,
    intake: Intake,
    packed: Packed,
    /// Paths and targets of links.
    links: Vec<(String, String)>,
    held: u64,
    /// What is read of a file, to be used again for the next one.
    buffer: Vec<u8>,
}

impl Packing {
    fn insert(&mut self, path: &str, file: File) {
        let path = inside(path);
        self.enclose(parent(&path));
        self.packed.files.insert(path, file);
    }

    /// Notes a directory and those around it.
    fn enclose(&mut self, dir: &str) {
        let mut dir = dir;
        // Deep paths name many directories, each of them whole.
        while dir != TOP && self.packed.directories.insert(dir.to_owned()) {
            self.intake.counts(dir.len());
            dir = parent(dir);
        }
    }

    fn unread(&mut self, path: &str, why: &str) {
        self.intake.problem(path, ProblemKind::Unreadable, why);
        self.insert(path, File { size: 0, content: Content::Unread, digest: None });
    }

    /// Puts files in the place of links that lead to them.
    fn follow(&mut self) {
        let mut links = std::mem::take(&mut self.links);
        for _ in 0..CHAIN {
            let before = links.len();
            links.retain(|(path, target)| match self.packed.files.get(target).cloned() {
                Some(file) => {
                    self.insert(path, file);
                    false
                }
                None => true,
            });
            if links.len() == before {
                break;
            }
        }
        for (path, target) in links {
            let leads_to_directory = self.packed.is_dir(&target);
            let message = if leads_to_directory { "a link to a directory; it is not followed" } else { "a link that leads nowhere" };
            self.intake.problem(&path, ProblemKind::Link, message);
        }
    }
}

impl Takes for Packing {
    fn intake(&mut self) -> &mut Intake {
        &mut self.intake
    }

    fn stream_limit(&self, packed: u64) -> u64 {
        packed.saturating_mul(UNPACKED.1).clamp(UNPACKED.0, UNPACKED_LIMIT)
    }

    fn has_room(&self) -> bool {
        true
    }

    fn wants(&self, path: &str) -> bool {
        !is_of_git(path)
    }

    fn name(&mut self, path: String) {
        if !is_of_git(&path) {
            self.insert(&path, File { size: 0, content: Content::Unread, digest: None });
        }
    }

    fn hold(&mut self, path: String, _: u64, mut content: impl Read) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let read = content.by_ref().take(TEXT_LIMIT + 1).read_to_end(&mut buffer);
        let file = read.and_then(|_| self.file(&path, &buffer, &mut content));
        self.buffer = buffer;
        match file {
            Ok(file) => self.insert(&path, file),
            Err(error) => self.unread(&path, &error.to_string()),
        }
    }

    fn start(&self) -> Option<String> {
        Some(String::new())
    }

    fn directory(&mut self, path: String) {
        if !is_of_git(&path) {
            self.enclose(&inside(&path));
        }
    }

    fn link(&mut self, path: String, target: &[u8], hard: bool) {
        let target = std::str::from_utf8(target).unwrap_or_default().replace('\\', "/");
        let is_absolute = target.starts_with('/') || target.is_empty();
        let full = if hard { format!("/{}", target.trim_start_matches("./")) } else { join(parent(&format!("/{path}")), &target) };
        // `/..` is where a path ends that leads above the top.
        let normal = normal(&full[1..]);
        if is_absolute || normal.starts_with("..") || normal.starts_with('/') {
            return self.intake.problem(&path, ProblemKind::Link, "a link out of the archive; it is not followed");
        }
        if !is_of_git(&path) {
            self.links.push((path, inside(&normal)));
        }
    }
}

impl Packing {
    /// A file whose start is in `start`, and whose rest is still to come.
    fn file(&mut self, path: &str, start: &[u8], rest: &mut impl Read) -> io::Result<File> {
        if start.len() as u64 > TEXT_LIMIT {
            let (size, sha256) = large_digest(start, rest)?;
            return Ok(File { size, content: Content::TooLarge, digest: self.sums.then_some((sha256, None)) });
        }
        let size = start.len() as u64;
        let digest = self.sums.then(|| content_digest(start));
        let passed = |head: &[u8]| Content::Passed(md5::Md5::digest(start).into(), head.into());
        if !is_text(path) {
            let head = &start[..start.len().min(head_of(path))];
            let head = if self.held + head.len() as u64 > HELD_LIMIT { &[] } else { head };
            self.held += head.len() as u64;
            return Ok(File { size, content: passed(head), digest });
        }
        if self.held + size > HELD_LIMIT {
            if self.held <= HELD_LIMIT {
                let message = format!("more than {HELD_LIMIT} bytes of texts; the rest is not read");
                self.intake.problem("", ProblemKind::Limit, &message);
                self.held = HELD_LIMIT + 1;
            }
            return Ok(File { size, content: passed(&[]), digest });
        }
        self.held += size;
        Ok(File { size, content: Content::Held(start.into()), digest })
    }
}

/// Whether a path lies in a repository's own directory, which belongs to no module.
fn is_of_git(path: &str) -> bool {
    path.split('/').any(|part| part == ".git")
}

/// Whether somebody may read a file as text: not what is an image or the like, nor libraries and translations of the core.
fn is_text(path: &str) -> bool {
    let of_core = |dir: &str| path.strip_prefix(dir).is_some() || path.contains(&format!("htdocs/{dir}"));
    let ending = name(path).rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    !NO_TEXTS.contains(&ending.as_str()) && !of_core("includes/") && !of_core("langs/")
}

/// How much of a file that is no text is held all the same: its start tells which library it is of.
fn head_of(path: &str) -> usize {
    let name = name(path);
    match name.rsplit_once('.').map_or(name, |(_, ending)| ending) {
        "css" | "js" | "mjs" => 16 << 10,
        "php" => 32 << 10,
        "json" | "lock" | "VERSION" => 4 << 20,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(names: &[&str]) -> Packed {
        let mut packing =
            Packing { sums: false, intake: Intake::new(BOUNDS), packed: Packed::default(), links: Vec::new(), held: 0, buffer: Vec::new() };
        names.iter().for_each(|name| packing.hold((*name).to_owned(), 0, name.as_bytes()));
        packing.packed
    }

    #[test]
    fn a_site_is_opened_where_a_person_would_open_it() {
        for (names, base) in [
            (
                &["a/htdocs/main.inc.php", "a/htdocs/core/modules/x.php", "a/htdocs/b/main.inc.php", "a/htdocs/b/core/modules/y.php"][..],
                "a",
            ),
            (&["main.inc.php", "core/modules/x.php"], ""),
            (&["erp/main.inc.php", "erp/core/modules/x.php", "README"], "erp"),
            (&["htdocs/main.inc.php", "htdocs/core/modules/x.php"], ""),
            (&["mine/core/modules/modMine.class.php", "mine/README.md"], ""),
            (&["htdocs/mine/core/modules/modMine.class.php"], "htdocs"),
            (&["www/custom/a/core/modules/modA.class.php", "www/custom/b/core/modules/modB.class.php"], "www/custom"),
        ] {
            assert_eq!(packed(names).base(), inside(base).trim_end_matches('/'), "{names:?}");
        }
    }

    #[test]
    fn directories_are_listed() {
        let packed = packed(&["a/b/c.php", "a/b.php", "a/b/d/e.php", "a-b/x", "a.txt"]);
        let names = |dir| packed.entries(dir).into_iter().map(|e| (e.name, e.is_dir)).collect::<Vec<_>>();
        let of = |list: &[(&str, bool)]| list.iter().map(|(name, is_dir)| ((*name).to_owned(), *is_dir)).collect::<Vec<_>>();
        assert_eq!(names(TOP), of(&[("a", true), ("a-b", true), ("a.txt", false)]));
        assert_eq!(names("/archive/a"), of(&[("b", true), ("b.php", false)]));
        assert_eq!(packed.below("/archive/a").map(|file| file.path).collect::<Vec<_>>(), ["b.php", "b/c.php", "b/d/e.php"]);
        assert!(
            packed.is_dir("/archive/a/b/d")
                && packed.is_dir(TOP)
                && !packed.is_dir("/archive/a/b.php")
                && packed.is_file("/archive/a/b.php")
        );
        assert!(packed.entries("/archive/none").is_empty() && !packed.is_dir("/") && !packed.is_file("/a/b.php"));
    }

    #[test]
    fn links_lead_to_files_of_the_archive_alone() {
        let mut packing =
            Packing { sums: false, intake: Intake::new(BOUNDS), packed: Packed::default(), links: Vec::new(), held: 0, buffer: Vec::new() };
        packing.hold("m/lib/x.php".to_owned(), 0, &b"x"[..]);
        for (path, target, hard) in [
            ("m/a.php", "lib/x.php", false),
            ("m/b/c.php", "../a.php", false),
            ("m/hard.php", "m/lib/x.php", true),
            ("m/out.php", "../../etc/passwd", false),
            ("m/abs.php", "/etc/passwd", false),
            ("m/dir", "lib", false),
            ("m/circle", "circle", false),
        ] {
            packing.link(path.to_owned(), target.as_bytes(), hard);
        }
        packing.follow();
        let there: Vec<&str> = packing.packed.files.keys().map(String::as_str).collect();
        assert_eq!(there, ["m/a.php", "m/b/c.php", "m/hard.php", "m/lib/x.php"].map(inside));
        let told: Vec<String> = packing.intake.problems.iter().map(|p| format!("{}: {}", p.place.file, p.message)).collect();
        assert_eq!(
            told,
            [
                "m/out.php: a link out of the archive; it is not followed",
                "m/abs.php: a link out of the archive; it is not followed",
                "m/dir: a link to a directory; it is not followed",
                "m/circle: a link that leads nowhere",
            ]
        );
    }
}
