//! What holds for every `Cookie` header.

use actix_web::test::TestRequest;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::domain::testing::cases;

/// What is no cookie, as bytes of a header.
fn junk() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[a-z ]{0,6}".prop_map(String::into_bytes),
        vec(0x80_u8..0xc0, 1..4).prop_map(|bytes| [b"a=".to_vec(), bytes].concat()),
    ]
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn every_cookie_is_read_as_written_whatever_stands_between(
        cookies in vec(("[A-Za-z0-9_%.-]{1,12}", "[!-:<-~]{0,12}", option::of(junk()), any::<bool>()), 0..6)
    ) {
        let mut request = TestRequest::default();
        let mut header = Vec::new();
        for (name, value, junk, new_header) in &cookies {
            if let Some(junk) = junk {
                header.extend_from_slice(junk);
                header.push(b';');
            }
            header.extend_from_slice(format!(" {name}={value};").as_bytes());
            if *new_header {
                request = request.append_header((COOKIE, std::mem::take(&mut header)));
            }
        }
        let request = request.append_header((COOKIE, header)).to_http_request();
        let read: Vec<_> = sent(request.headers()).collect();
        let written = cookies.iter().map(|(name, value, ..)| (name.as_str(), value.as_str()));
        let written: Vec<_> = written.collect();
        prop_assert_eq!(&read, &written);
        for (name, _) in &written {
            let first = written.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
            prop_assert_eq!(value(&request, name), first);
        }
    }
}
