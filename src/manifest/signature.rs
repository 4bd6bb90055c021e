//! Signatures over the bytes of a manifest, as minisign makes and checks them. Reads no file and asks nobody for a password; what a
//! signature says of itself without being signed is passed over.

use std::fmt;

use ct_codecs::{Base64, Decoder};
use minisign::{PublicKey, SecretKey, SecretKeyBox};

/// Largest signature or key that is read, in bytes; minisign writes at most 10 KB of comments.
pub(crate) const SIGNATURE_LIMIT: u64 = 16 << 10;

/// How the secret keys of minisign start once they are decoded, in base64: algorithm of the signature, of the lock, of the checksum.
const LOCKED: &str = "RWRTY0Iy";
const UNLOCKED: &str = "RWQAAEIy";

/// Why a signature vouches for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// No signature that can be read.
    Broken,
    /// A kind of signature that is not made any more, or not yet.
    Algorithm,
    /// Made with another key.
    OtherKey,
    /// Made for other bytes, or its trusted comment was altered.
    OtherBytes,
}

/// A public key.
#[derive(Debug)]
pub(crate) struct Verifier(minisign_verify::PublicKey);

/// An unlocked secret key.
pub(crate) struct Signer(SecretKey);

/// The crate's own way of showing a secret key is the key itself.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

/// What a valid signature vouches for besides the bytes: its trusted comment. Not escaped.
pub(crate) fn verify(bytes: &[u8], signature: &str, key: &Verifier) -> Result<String, Refused> {
    let signature = minisign_verify::Signature::decode(signature).map_err(refused)?;
    key.0.verify(bytes, &signature, false).map_err(refused)?;
    Ok(signature.trusted_comment().to_owned())
}

fn refused(error: minisign_verify::Error) -> Refused {
    use minisign_verify::Error;
    match error {
        Error::InvalidSignature => Refused::OtherBytes,
        Error::UnexpectedKeyId => Refused::OtherKey,
        Error::UnexpectedAlgorithm | Error::UnsupportedAlgorithm | Error::UnsupportedLegacyMode => Refused::Algorithm,
        Error::InvalidEncoding | Error::IoError(_) => Refused::Broken,
    }
}

/// Reads a public key, as its file or as the one line of base64; nothing when it is none.
pub(crate) fn public_key(text: &str) -> Option<(Verifier, String)> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let line = if first.starts_with("untrusted comment:") { lines.next()? } else { first };
    let key = minisign_verify::PublicKey::from_base64(line).ok()?;
    Some((Verifier(key), line.to_owned()))
}

/// Whether a secret key needs a password; nothing when it is none.
pub(crate) fn is_locked(text: &str) -> Option<bool> {
    let key = text.lines().nth(1)?;
    [LOCKED, UNLOCKED].iter().position(|start| key.starts_with(start)).map(|at| at == 0)
}

/// Reads a secret key; without a password when it is not locked. Nothing when the password is wrong or the key broken.
pub(crate) fn unlock(text: &str, password: Option<String>) -> Option<Signer> {
    let key = match password {
        Some(password) => SecretKeyBox::from_string(text).ok()?.into_secret_key(Some(password)),
        // The crate wants a checksum, which minisign writes into locked keys alone.
        None if is_locked(text) == Some(false) => SecretKey::from_bytes(&Base64::decode_to_vec(text.lines().nth(1)?.trim(), None).ok()?),
        None => return None,
    };
    let key = Signer(key.ok()?);
    // Where the two halves of a key do not belong together, what it signs is not valid.
    sign(b"", "", &key).map(|_| key)
}

/// Signs bytes together with a comment, as the text of a signature file. Each time the bytes of the signature are others.
pub(crate) fn sign(bytes: &[u8], comment: &str, key: &Signer) -> Option<String> {
    let untrusted = Some("signature of a dolivet manifest");
    // With the public key the crate checks what it made.
    let public = PublicKey::from_secret_key(&key.0).ok()?;
    minisign::sign(Some(&public), &key.0, bytes, Some(comment), untrusted).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use minisign::KeyPair;

    use super::*;

    fn pair() -> (Signer, Verifier) {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        (Signer(pair.sk), public_key(&pair.pk.to_base64()).unwrap().0)
    }

    #[test]
    fn a_signature_vouches_for_its_bytes_and_its_comment_alone() {
        let (signer, key) = pair();
        let signature = sign(b"bytes", "file:m.json", &signer).unwrap();
        assert_eq!(verify(b"bytes", &signature, &key), Ok("file:m.json".to_owned()));
        assert_eq!(verify(b"Bytes", &signature, &key), Err(Refused::OtherBytes));
        assert_eq!(verify(b"bytes", &signature.replace("m.json", "n.json"), &key), Err(Refused::OtherBytes));
        assert_eq!(verify(b"bytes", &signature, &pair().1), Err(Refused::OtherKey));
        let renamed = signature.replace("signature of a dolivet manifest", "anything");
        assert!(renamed != signature && verify(b"bytes", &renamed, &key).is_ok());
        assert_eq!(format!("{signer:?}"), "Signer");
    }

    #[test]
    fn what_minisign_itself_signed_is_taken_unless_in_its_old_way() {
        let key = public_key("RWRLKy+1Z24ZBbuutxgUEJuxJMwZghdxd++SVUqtc9s5tjDbAHNCmcRg").unwrap().0;
        let signature = "untrusted comment: for a test
RURLKy+1Z24ZBU6nYezorXx/IVMuBXTUaWQardxm8OPcyh/B0x3cuY2+HqN3R+MaS5mXTAgYrUHwnhsMGttMk627Rhj3xLsRrQ8=
trusted comment: made by minisign 0.11
UOUAXnwEMKsu/ThBzO6J5AGofcjYixgMgqcL2R2cqmcdT/83MxVAbdsdF3f7YKdmzkSIcHD437TdfQEynURMDA==
";
        assert_eq!(verify(b"dolivet\n", signature, &key), Ok("made by minisign 0.11".to_owned()));
        let legacy = "untrusted comment: for a test
RWRLKy+1Z24ZBWe7J4QFDnAc0VQtena9ZOUkH5iJS+bwR7PSRE0SkRwOKIREeZ9Pih//2gK0aEm0PFI2XbDjHqiWUoAXqPLHrgU=
trusted comment: legacy
0fD+xQmwS3yG+80PC/huV3yx+bXwaubBXa87rJAlddeEpxgmU4MYrc6mQZrSOOQ/R/NTqiC+oOC4Nu+5/9opBg==
";
        assert_eq!(verify(b"dolivet\n", legacy, &key), Err(Refused::Algorithm));
    }

    #[test]
    fn no_alteration_of_a_signature_is_taken_or_stops_the_program() {
        let (signer, key) = pair();
        let signature = sign(b"bytes", "file:m.json", &signer).unwrap();
        let start = signature.find('\n').unwrap();
        for at in start..signature.len() {
            let (head, tail) = (&signature[..at], &signature[at + 1..]);
            assert!(verify(b"bytes", head, &key).is_err() || at + 1 >= signature.len() - 1, "cut at {at}");
            for other in ["", "A", "=", "\n", "é", "\u{0}"] {
                let altered = format!("{head}{other}{tail}");
                if altered.lines().skip(1).take(4).ne(signature.lines().skip(1).take(4)) {
                    assert!(verify(b"bytes", &altered, &key).is_err(), "{other:?} at {at}");
                }
            }
        }
        // A global signature of any other length.
        for length in (0..200).filter(|length| *length != 88) {
            let lines: Vec<&str> = signature.lines().collect();
            let text = format!("{}\n{}\n{}\n{}\n", lines[0], lines[1], lines[2], "A".repeat(length));
            assert_eq!(verify(b"bytes", &text, &key), Err(Refused::Broken), "{length}");
        }
    }

    #[test]
    fn keys_are_read_in_each_of_their_forms() {
        let pair = KeyPair::generate_encrypted_keypair(Some("x".to_owned())).unwrap();
        let text = pair.sk.to_box(None).unwrap().into_string();
        assert_eq!(is_locked(&text), Some(true));
        assert!(unlock(&text, None).is_none() && unlock(&text, Some("y".to_owned())).is_none());
        assert!(unlock(&text, Some("x".to_owned())).is_some());
        let open = KeyPair::generate_unencrypted_keypair().unwrap();
        let text = open.sk.to_box(None).unwrap().into_string();
        assert_eq!(is_locked(&text), Some(false));
        assert!(unlock(&text, None).is_some() && unlock(&text, Some("x".to_owned())).is_none());
        // Without a checksum, as minisign itself writes them, and damaged.
        let mut bytes = open.sk.to_bytes();
        bytes[126..].fill(0);
        let text_of = |bytes: &[u8]| SecretKey::from_bytes(bytes).unwrap().to_box(None).unwrap().into_string();
        assert!(unlock(&text_of(&bytes), None).is_some());
        bytes[100] ^= 1;
        assert!(unlock(&text_of(&bytes), None).is_none());
        let file = open.pk.to_box().unwrap().into_string();
        assert_eq!(public_key(&file).unwrap().1, open.pk.to_base64());
        for text in ["", "untrusted comment: x", "untrusted comment: x\nRWQ", "RWQ", "ed25519 é", &text] {
            assert!(public_key(text).is_none(), "{text}");
        }
        assert_eq!((is_locked(&file), is_locked("x"), is_locked("x\ny")), (None, None, None));
    }
}
