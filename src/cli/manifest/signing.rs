//! Signatures beside manifests: keys, passwords, and what to do when a signature vouches for nothing. A password comes from a file, the
//! environment or the terminal, never from the command line, and is never shown.

use std::ffi::OsString;
use std::fs;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use super::super::advice::Failure;
use crate::error::Error;
use crate::manifest::{self, Refused, SIGNATURE_LIMIT, Signer};
use crate::report::{Signed, terminal};
use crate::session;

/// The environment variable with the password of a secret key.
const PASSWORD: &str = "DOLIVET_SIGN_PASSWORD";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Sign it with this secret key of minisign, as `FILE.minisig`; the password comes from the file below, else from
    /// DOLIVET_SIGN_PASSWORD, else it is asked for
    #[arg(long, value_name = "KEY", requires = "output")]
    sign: Option<PathBuf>,
    /// A file whose first line is the password of the secret key
    #[arg(long, value_name = "FILE", requires = "sign")]
    sign_password_file: Option<PathBuf>,
}

/// The unlocked key, where one was given.
pub(super) fn signer(args: &Args) -> Result<Option<Signer>, Failure> {
    let Some(path) = &args.sign else { return Ok(None) };
    let text = small(path)?;
    let Some(locked) = manifest::is_locked(&text) else {
        return Err(Failure {
            message: format!("`{}` is no secret key of minisign", path.display()),
            advice: vec!["give the file that `minisign -G` wrote as its secret key".to_owned()],
        });
    };
    let password = if locked { Some(password(path, args.sign_password_file.as_deref())?) } else { None };
    let advice =
        if locked { "the password is another, or the file is damaged" } else { "the file is damaged; take it from where you keep it" };
    manifest::unlock(&text, password)
        .map(Some)
        .ok_or_else(|| Failure { message: format!("`{}` cannot be unlocked", path.display()), advice: vec![advice.to_owned()] })
}

/// The password of a key: what was named goes before what is set, and that before asking.
fn password(key: &Path, file: Option<&Path>) -> Result<String, Failure> {
    if let Some(path) = file {
        return Ok(small(path)?.lines().next().unwrap_or_default().to_owned());
    }
    let nobody = |message: String| Failure {
        message,
        advice: vec![format!("name a file that holds it with `--sign-password-file`, set {PASSWORD}, or run it on a terminal")],
    };
    match std::env::var(PASSWORD) {
        Ok(password) => Ok(password),
        Err(std::env::VarError::NotUnicode(_)) => Err(nobody(format!("{PASSWORD} is no UTF-8"))),
        Err(std::env::VarError::NotPresent) if stdin().is_terminal() => {
            let asked = rpassword::prompt_password(format!("password of {}: ", terminal(&key.display().to_string())));
            asked.map_err(|error| nobody(format!("the password cannot be asked for: {error}")))
        }
        Err(std::env::VarError::NotPresent) => Err(nobody(format!("`{}` needs a password, and there is nobody to ask", key.display()))),
    }
}

/// Writes the signature beside a manifest. The name is signed too, and the time where the manifest tells one.
pub(super) fn sign(path: &Path, text: &str, time: Option<u64>, key: &Signer) -> Result<(), Failure> {
    let time = time.map(|time| format!("timestamp:{time}\t")).unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let signature = manifest::sign(text.as_bytes(), &format!("{time}file:{}\thashed", terminal(&name)), key);
    let signature = signature.ok_or_else(|| Failure {
        message: "the manifest is written, and could not be signed".to_owned(),
        advice: vec!["the secret key does not fit its public key; take it from where you keep it".to_owned()],
    })?;
    let beside = beside(path);
    Ok(fs::write(&beside, signature).map_err(|source| Error::Write { path: beside, source })?)
}

/// Who vouches for a manifest. Anything but a valid signature of this very key over these very bytes is refused.
pub(super) fn vouched(path: &Path, text: &str, key: &str) -> Result<Signed, Failure> {
    let (verifier, key) = public(key)?;
    let beside = beside(path);
    // A pipe would be waited for.
    if !beside.is_file() {
        let advice = "take it from the backup too; without `--key` the site is checked, and nobody vouches for the manifest";
        return Err(Failure { message: format!("there is no file `{}`", beside.display()), advice: vec![advice.to_owned()] });
    }
    let signature = small(&beside)?;
    let refused = |refused| {
        let (file, beside) = (path.display(), beside.display());
        let (message, advice) = match refused {
            Refused::Broken => (format!("`{beside}` is no signature of minisign"), "take it from the backup again"),
            Refused::Algorithm => (format!("`{beside}` is of a kind that is not taken"), "sign with a current minisign, and without `-l`"),
            Refused::OtherKey => {
                (format!("`{beside}` was made with another key than {key}"), "ask whoever made the backup for the public key")
            }
            Refused::OtherBytes => (
                format!("`{file}` is not what was signed: it or its signature was altered"),
                "nothing was compared; find out who changed it before you trust the backup",
            ),
        };
        Failure { message, advice: vec![advice.to_owned()] }
    };
    let comment = manifest::verify(text.as_bytes(), &signature, &verifier).map_err(refused)?;
    Ok(Signed { key, comment })
}

/// Where the signature of a manifest lies.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".minisig");
    PathBuf::from(name)
}

/// A public key, given as its file or itself.
fn public(key: &str) -> Result<(manifest::Verifier, String), Failure> {
    let path = Path::new(key);
    let found = if path.exists() { manifest::public_key(&small(path)?) } else { manifest::public_key(key) };
    found.ok_or_else(|| Failure {
        message: format!("`{key}` is no public key of minisign, and no file that holds one"),
        advice: vec!["give the file that `minisign -G` wrote as its public key, or the line of it that starts with `RW`".to_owned()],
    })
}

/// The text of a small file; what is larger is read up to the limit, and then is neither a key nor a signature.
fn small(path: &Path) -> Result<String, Failure> {
    let failed = |source| Error::Unreadable { path: path.to_owned(), source };
    let bytes = session::bounded(path, SIGNATURE_LIMIT).map_err(failed)?.ok_or_else(|| Failure {
        message: format!("`{}` has more than the {SIGNATURE_LIMIT} bytes of a key or a signature", path.display()),
        advice: vec!["give the file as minisign wrote it".to_owned()],
    })?;
    // Where a byte is no UTF-8 there is neither.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
