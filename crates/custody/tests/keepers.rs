//! Keepers as an operator has them: a real server on a real socket, real programs.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

use std::{ffi::OsString, fs, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use custody::{BadAddress, Command, Transit};
use sandbox::{KeyServer, key_server};
use vault::{Keeper, Key, Trouble};
use zeroize::Zeroizing;

const PATIENCE: Duration = Duration::from_secs(5);

fn token(words: &'static str) -> impl Fn() -> Result<Zeroizing<String>, String> + Send + Sync {
    move || Ok(Zeroizing::new(words.to_owned()))
}

fn transit(server: &KeyServer, words: &'static str) -> Transit {
    Transit::new(&server.url, ("transit", "cloakroom"), token(words), None, PATIENCE).unwrap()
}

fn key() -> Key {
    Key::from_bytes([7; 32])
}

#[tokio::test]
async fn a_key_comes_back_from_the_server_that_wrapped_it() {
    let server = key_server("s.right").await.unwrap();
    let keeper = transit(&server, "s.right");
    let wrapped = keeper.wrap(&key()).await.unwrap();
    assert!(wrapped.starts_with(b"vault:v1:"));
    assert!(keeper.unwrap(&wrapped).await.unwrap().same(&key()));
}

#[tokio::test]
async fn what_is_wrapped_again_outlives_the_servers_older_keys() {
    let server = key_server("s.right").await.unwrap();
    let keeper = transit(&server, "s.right");
    let old = keeper.wrap(&key()).await.unwrap();
    server.turn();
    let new = keeper.rewrap(&old).await.unwrap();
    server.trim();
    assert!(new.starts_with(b"vault:v2:"));
    assert!(keeper.unwrap(&new).await.unwrap().same(&key()));
    assert!(matches!(keeper.unwrap(&old).await.err().unwrap(), Trouble::OtherRoot { .. }));
    assert_eq!(server.calls(), ["encrypt", "rewrap", "decrypt", "decrypt"]);
}

#[tokio::test]
async fn each_trouble_with_a_server_has_its_own_words() {
    let server = key_server("s.right").await.unwrap();
    let keeper = transit(&server, "s.right");
    let wrapped = keeper.wrap(&key()).await.unwrap();
    let words = |trouble: Trouble| trouble.to_string();

    let refused = transit(&server, "s.wrong").unwrap(&wrapped).await.err().unwrap();
    assert!(words(refused).contains(
        "our token is not good, or its policy does not allow `update` on `transit/decrypt/cloakroom`"
    ));

    server.seal();
    let sealed = keeper.unwrap(&wrapped).await.err().unwrap();
    assert!(matches!(&sealed, Trouble::Away { .. }));
    assert!(words(sealed).contains("it answers 503: is it sealed?"));
    server.unseal();

    let flipped = [&wrapped[..wrapped.len() - 4], b"AAAA"].concat();
    assert!(matches!(keeper.unwrap(&flipped).await.err().unwrap(), Trouble::OtherRoot { .. }));
    assert!(
        matches!(keeper.unwrap(&[9; 40]).await.err().unwrap(), Trouble::OtherRoot { .. }),
        "a key of a file"
    );

    let elsewhere =
        Transit::new(&server.url, ("other", "cloakroom"), token("s.right"), None, PATIENCE).unwrap();
    assert!(
        words(elsewhere.wrap(&key()).await.err().unwrap()).contains("there is no `other/encrypt/cloakroom`")
    );

    server.stop();
    let gone = loop {
        match keeper.unwrap(&wrapped).await {
            Ok(_) => tokio::task::yield_now().await,
            Err(trouble) => break trouble,
        }
    };
    assert!(matches!(&gone, Trouble::Away { .. }), "{gone}");
    assert!(!words(gone).contains("s.right"), "no token in the words");
}

#[test]
fn keys_do_not_travel_readable() {
    let made =
        |address: &str, key: &str| Transit::new(address, ("transit", key), token("t"), None, PATIENCE).err();
    assert_eq!(made("http://vault.example:8200", "cloakroom"), Some(BadAddress::Readable));
    assert_eq!(made("https://vault.example:8200/", "cloakroom"), None);
    assert_eq!(made("http://127.0.0.1:8200", "cloakroom"), None);
    assert_eq!(made("vault.example", "cloakroom"), Some(BadAddress::NoAddress));
    assert_eq!(made("https://vault.example", "../sys"), Some(BadAddress::Names));
}

/// A program in a folder of its own.
struct Program(PathBuf);

impl Program {
    fn of(name: &str, text: &str) -> Program {
        let folder = std::env::temp_dir().join(format!("cloakroom-custody-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("keeper");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        Program(path)
    }

    fn keeper(&self) -> Command {
        Command::new(vec![OsString::from("/bin/sh"), self.0.clone().into(), "its-own".into()], PATIENCE)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(self.0.parent().unwrap()));
    }
}

/// Not how one keeps a key: turns letters round. It shows how the talk goes.
const TURNS_LETTERS: &str = r#"[ "$1" = its-own ] || exit 9
case "$2" in
  wrap) read -r key; printf 'wrapped %s' "$key" | base64 -w0; echo ;;
  unwrap) base64 -d | sed 's/^wrapped //'; echo ;;
  *) exit 8 ;;
esac"#;

#[tokio::test]
async fn a_key_comes_back_from_the_program_that_wrapped_it() {
    let program = Program::of("turns", TURNS_LETTERS);
    let wrapped = program.keeper().wrap(&key()).await.unwrap();
    assert!(wrapped.starts_with(b"wrapped "));
    assert!(program.keeper().unwrap(&wrapped).await.unwrap().same(&key()));
    let again = program.keeper().rewrap(&wrapped).await.unwrap();
    assert!(program.keeper().unwrap(&again).await.unwrap().same(&key()));
}

#[tokio::test]
async fn each_trouble_with_a_program_has_its_own_words() {
    let fails = Program::of("fails", "cat > /dev/null; echo 'the card is not in' >&2; exit 3");
    let said = fails.keeper().unwrap(b"wrapped").await.err().unwrap();
    assert!(matches!(&said, Trouble::Refused { .. }));
    assert!(said.to_string().contains("`unwrap` ended with exit status: 3"), "{said}");

    let babbles = Program::of("babbles", "cat > /dev/null; echo 'no key at all'");
    assert!(matches!(babbles.keeper().unwrap(b"wrapped").await.err().unwrap(), Trouble::Unreadable { .. }));
    let silent = Program::of("silent", "exit 0");
    assert!(matches!(silent.keeper().wrap(&key()).await.err().unwrap(), Trouble::Unreadable { .. }));

    let missing = Command::new(vec!["/nowhere/keeper".into()], PATIENCE);
    assert!(missing.wrap(&key()).await.err().unwrap().to_string().contains("could not be started"));
}

#[tokio::test]
async fn a_program_that_never_ends_is_ended() {
    let sleeps = Program::of("sleeps", "echo $$ > \"$(dirname \"$0\")/id\"; exec sleep 600");
    let keeper = Command::new(vec!["/bin/sh".into(), sleeps.0.clone().into()], Duration::from_millis(300));
    let said = keeper.unwrap(b"wrapped").await.err().unwrap();
    assert!(matches!(&said, Trouble::Away { .. }), "{said}");
    let id = fs::read_to_string(sleeps.0.with_file_name("id")).unwrap();
    assert!(!PathBuf::from(format!("/proc/{}", id.trim())).exists(), "it still runs");
}
