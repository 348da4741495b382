//! Every statement of this feature.

use store::{Error, Id, Time, Tx, sql};

const STAFF_PUT: &str =
    "INSERT INTO staff (staff_id, username, role, password, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (username) DO UPDATE SET role = excluded.role, password = excluded.password";

/// Makes a member of staff known, or gives a known one another role and password.
pub fn staff_put(
    tx: &mut Tx,
    id: Id,
    username: &str,
    role: &str,
    hash: &str,
    now: Time,
) -> Result<(), Error> {
    tx.put(sql!(STAFF_PUT, id, username, role, hash, now))
}
