//! The pool of connections.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, PoolError, RecyclingMethod, Runtime};
use tokio_postgres::{Config, NoTls};

use super::bundle::Texts;
use super::failure;
use crate::Error;

/// About eight for each core of a small machine; more only wait for one another.
const CONNECTIONS: usize = 16;

/// A database that is away shall be noticed before the visitor goes.
const CONNECTING: Duration = Duration::from_secs(3);
const WAITING: Duration = Duration::from_secs(5);
const UNANSWERED: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct Pool {
    pool: deadpool_postgres::Pool,
    /// The statements that were put together.
    pub(super) texts: Arc<Texts>,
    /// Whether writes go together.
    pub(super) together: bool,
}

impl Pool {
    pub(super) fn new(url: &str) -> Result<Pool, Error> {
        let (url, Ours { connections, together }) = without_ours(url)?;
        let pool = deadpool_postgres::Pool::builder(manager(&url)?)
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAITING))
            .create_timeout(Some(CONNECTING))
            .build();
        let pool = pool.map_err(|_| Error::Broken(String::from("the pool of connections cannot be made")))?;
        Ok(Pool { pool, texts: Arc::default(), together })
    }

    pub(super) async fn connection(&self) -> Result<Object, Error> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(cause) => failure::connecting(&cause),
            PoolError::Timeout(_) => {
                Error::Unavailable(String::from("no connection was free or made in time"))
            }
            _ => Error::Unavailable(String::from("there is no pool of connections")),
        })
    }
}

/// The address may hold a password, so the error tells nothing of it.
fn manager(url: &str) -> Result<Manager, Error> {
    let mut config: Config = url
        .parse()
        .map_err(|_| Error::Broken(String::from("the address of the PostgreSQL database cannot be read")))?;
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNANSWERED);
    }
    Ok(Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast }))
}

/// What stands in an address for us; the driver refuses what it does not know.
#[derive(Debug, PartialEq, Eq)]
struct Ours {
    connections: usize,
    together: bool,
}

fn without_ours(url: &str) -> Result<(String, Ours), Error> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut ours = Ours { connections: CONNECTIONS, together: true };
    let mut theirs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("connections", number)) => ours.connections = connections(number)?,
            Some(("together", word)) => ours.together = together(word)?,
            _ => theirs.push(pair),
        }
    }
    let query = if theirs.is_empty() { String::new() } else { format!("?{}", theirs.join("&")) };
    Ok((format!("{address}{query}"), ours))
}

fn connections(number: &str) -> Result<usize, Error> {
    number.parse().ok().filter(|&n| n > 0).ok_or_else(|| {
        Error::Broken(String::from("`connections` in the address of the database is a number from 1"))
    })
}

fn together(word: &str) -> Result<bool, Error> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Error::Broken(String::from("`together` in the address of the database is yes or no"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_in_an_address_is_kept_from_the_driver() {
        let split = |url| without_ours(url).unwrap();
        let ours = |connections, together| Ours { connections, together };
        assert_eq!(split("postgres://h/d"), (String::from("postgres://h/d"), ours(CONNECTIONS, true)));
        assert_eq!(split("postgres://h/d?connections=4"), (String::from("postgres://h/d"), ours(4, true)));
        assert_eq!(
            split("postgres://h/d?a=b&connections=4&together=no&c=d"),
            (String::from("postgres://h/d?a=b&c=d"), ours(4, false))
        );
    }

    #[test]
    fn a_setting_that_says_nothing_is_refused() {
        for wrong in ["connections=0", "connections=many", "together=perhaps"] {
            assert!(without_ours(&format!("postgres://h/d?{wrong}")).is_err());
        }
    }

    #[test]
    fn a_malformed_address_does_not_show_its_password() {
        let error = Pool::new("postgres://cloakroom:secret@host:port/d?connections=2").err().unwrap();
        assert!(!error.to_string().contains("secret"));
    }
}
