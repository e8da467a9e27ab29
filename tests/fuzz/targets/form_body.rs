//! A query or form: what is read is text, the ways to it agree, and it survives being sent on.
#![no_main]

use larkgate::web::params::Params;
use larkgate_fuzz::{form_decoded, readable};
use libfuzzer_sys::fuzz_target;

/// Name and value of every pair, read slowly; `None` when one of them may not pass.
fn slowly(data: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs = data.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let text = |bytes: &[u8]| readable(&form_decoded(bytes)).filter(|text| text.len() <= 8 * 1024);
    pairs
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = at.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
            Some((text(name)?, text(value)?))
        })
        .collect()
}

fuzz_target!(|data: &[u8]| {
    let expected = slowly(data);
    let Ok(params) = Params::parse(data) else {
        assert_eq!(expected, None);
        return;
    };
    let pairs = expected.expect("read by the slow reader too");
    let mut repeated = false;
    for (name, _) in &pairs {
        let given: Vec<_> =
            pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect();
        repeated |= given.len() > 1 && name != "resource";
        let first = given.first().copied().filter(|value| !value.is_empty());
        assert_eq!(params.get(name), first);
        assert_eq!(params.once(name), first.filter(|_| given.len() == 1));
        assert_eq!(params.all(name), given.into_iter().filter(|value| !value.is_empty()).collect::<Vec<_>>());
    }
    assert_eq!(params.refuse_repeated().is_err(), repeated);
    assert_eq!(slowly(params.encode().as_bytes()), Some(pairs), "sent on");
});
