//! Where forwarded lines go. A file is opened anew for every batch, so whoever rotates it need not tell us.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use crate::config::ForwardTo;

/// Writes whole lines. When it returns, a file's are on the disk.
///
/// # Errors
/// When they could not all be written; some may have been.
pub(super) fn write(to: &ForwardTo, lines: &str) -> io::Result<()> {
    match to {
        ForwardTo::Stdout => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(lines.as_bytes())?;
            stdout.flush()
        }
        ForwardTo::File(path) => append(path, lines),
    }
}

fn append(path: &Path, lines: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).mode(0o640).open(path)?;
    let opened = file.metadata()?;
    if !opened.is_file() {
        return Err(io::Error::other("expected a file"));
    }
    if opened.len() == 0 {
        // Made just now: its name must last as well.
        File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
            .sync_all()?;
    } else if ends_within_a_line(&mut file)? {
        file.write_all(b"\n")?;
    }
    file.write_all(lines.as_bytes())?;
    file.sync_data()?;
    // Whoever rotated it meanwhile may have read it already; the lines go to the new one as well.
    let named = fs::metadata(path)?;
    if (named.dev(), named.ino()) == (opened.dev(), opened.ino()) {
        Ok(())
    } else {
        Err(io::Error::other("the file was rotated at the same moment"))
    }
}

/// Whether whoever wrote last was killed in the middle.
fn ends_within_a_line(file: &mut File) -> io::Result<bool> {
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_whole_whatever_happens_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let to = ForwardTo::File(path.clone());
        write(&to, "1\n2\n").unwrap();
        fs::write(&path, "1\n2\n{\"cut").unwrap();
        write(&to, "3\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n{\"cut\n3\n");
        fs::rename(&path, folder.path().join("audit.jsonl.1")).unwrap();
        write(&to, "4\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "4\n");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o007, 0, "it is nobody else's");
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write(&ForwardTo::File(folder.path().to_owned()), "1\n").is_err());
        assert!(write(&ForwardTo::File(folder.path().join("absent/audit.jsonl")), "1\n").is_err());
        assert!(write(&ForwardTo::File("/dev/null".into()), "1\n").is_err());
    }
}
