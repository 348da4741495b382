//! No picture of this process is left on a disk: in its memory lie keys, and whatever was just opened.

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::tell;

/// Has the system write no core dump of this process, however it ends, and show its memory to no other process of this user.
/// Where that cannot be had it is said, and the program goes on: its work may be to end such a thing.
pub fn leave_none() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if setrlimit(Resource::Core, none).and_then(|()| undumpable()).is_err() {
        tell(
            "cloakroom: the system would write a core dump of this process; switch that off, because keys lie in it",
        );
    }
}

/// A limit alone does not bind a program that is handed core dumps through a pipe.
#[cfg(target_os = "linux")]
fn undumpable() -> rustix::io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
}

#[cfg(not(target_os = "linux"))]
fn undumpable() -> rustix::io::Result<()> {
    Ok(())
}
