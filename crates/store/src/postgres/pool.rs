//! The pool of connections.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, PoolError, RecyclingMethod, Runtime};
use tokio_postgres::{Config, NoTls};

use super::failure;
use crate::Error;

/// About eight for each core of a small machine; more only wait for one another.
const CONNECTIONS: usize = 16;

/// A database that is away shall be noticed before the visitor goes.
const CONNECTING: Duration = Duration::from_secs(3);
const WAITING: Duration = Duration::from_secs(5);
const UNANSWERED: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct Pool(deadpool_postgres::Pool);

impl Pool {
    pub(super) fn new(url: &str) -> Result<Pool, Error> {
        let (url, connections) = without_connections(url)?;
        let pool = deadpool_postgres::Pool::builder(manager(&url)?)
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAITING))
            .create_timeout(Some(CONNECTING))
            .build();
        Ok(Pool(pool.map_err(|_| Error::Broken(String::from("the pool of connections cannot be made")))?))
    }

    pub(super) async fn connection(&self) -> Result<Object, Error> {
        self.0.get().await.map_err(|error| match error {
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

/// `connections=` is ours; the driver refuses what it does not know.
fn without_connections(url: &str) -> Result<(String, usize), Error> {
    let Some((address, query)) = url.split_once('?') else { return Ok((url.to_owned(), CONNECTIONS)) };
    let (ours, theirs): (Vec<&str>, Vec<&str>) =
        query.split('&').partition(|pair| pair.starts_with("connections="));
    let connections = match ours.last().and_then(|pair| pair.split_once('=')) {
        None => CONNECTIONS,
        Some((_, number)) => number.parse().ok().filter(|&n| n > 0).ok_or_else(|| {
            Error::Broken(String::from("`connections` in the address of the database is a number from 1"))
        })?,
    };
    let address =
        if theirs.is_empty() { address.to_owned() } else { format!("{address}?{}", theirs.join("&")) };
    Ok((address, connections))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_connections_is_ours_and_the_rest_the_drivers() {
        let split = |url| without_connections(url).unwrap();
        assert_eq!(split("postgres://h/d"), (String::from("postgres://h/d"), CONNECTIONS));
        assert_eq!(split("postgres://h/d?connections=4"), (String::from("postgres://h/d"), 4));
        assert_eq!(
            split("postgres://h/d?a=b&connections=4&c=d"),
            (String::from("postgres://h/d?a=b&c=d"), 4)
        );
    }

    #[test]
    fn a_pool_without_connections_is_refused() {
        assert!(without_connections("postgres://h/d?connections=0").is_err());
        assert!(without_connections("postgres://h/d?connections=many").is_err());
    }

    #[test]
    fn a_malformed_address_does_not_show_its_password() {
        let error = Pool::new("postgres://cloakroom:secret@host:port/d?connections=2").err().unwrap();
        assert!(!error.to_string().contains("secret"));
    }
}
