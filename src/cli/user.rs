//! Who runs the program, by what the system knows of the process: a variable of the environment is whatever somebody wants.

use std::fs;
use std::os::unix::fs::MetadataExt;

/// Their name on this machine, or their number where it has none for them, as in a container.
pub(super) fn name() -> String {
    // The process's own folder is its user's.
    let Ok(uid) = fs::metadata("/proc/self").map(|process| process.uid()) else { return "?".to_owned() };
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    named(&passwd, uid).map_or_else(|| format!("uid {uid}"), str::to_owned)
}

/// Who has this number in `passwd`.
fn named(passwd: &str, uid: u32) -> Option<&str> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_whom_the_system_knows() {
        let passwd =
            "root:x:0:0:root:/root:/bin/sh\n\n:x:7::\nbroken\nzhou:x:1000:1000::/home/zhou:/bin/sh\n";
        assert_eq!((named(passwd, 0), named(passwd, 1000)), (Some("root"), Some("zhou")));
        assert_eq!((named(passwd, 7), named(passwd, 1001)), (None, None));
        assert_ne!(name(), "?");
    }
}
