//! What headers hold, whatever people and groups are called.

use actix_web::http::header::HeaderName;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use super::*;
use crate::domain::access::{HeaderPreset, PersonDetails};

fn told(person: &PersonDetails, headers: &IdentityHeaders) -> HeaderMap {
    let mut answer = HeaderMap::new();
    tell(&mut answer, headers, Some(&Person::from(person)));
    answer
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).unwrap().to_str().unwrap().to_owned()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

#[test]
fn a_name_is_written_as_the_application_reads_it() {
    let person = PersonDetails { name: Some("林小雨".to_owned()), ..PersonDetails::default() };
    let mut headers = IdentityHeaders::default();
    assert_eq!(text(&told(&person, &headers), "x-larkgate-name"), "%E6%9E%97%E5%B0%8F%E9%9B%A8");
    headers.name_encoding = NameEncoding::Rfc8187;
    assert_eq!(text(&told(&person, &headers), "x-larkgate-name"), "UTF-8''%E6%9E%97%E5%B0%8F%E9%9B%A8");
    for name in [None, Some(String::new())] {
        assert_eq!(
            text(&told(&PersonDetails { name, ..PersonDetails::default() }, &headers), "x-larkgate-name"),
            ""
        );
    }
}

#[test]
fn half_of_a_list_is_none() {
    let ids = || vec!["a".to_owned(), "b".to_owned()];
    let half = PersonDetails {
        groups: ids(),
        departments: ids(),
        all_departments: true,
        ..PersonDetails::default()
    };
    let told = told(&half, &IdentityHeaders::default());
    assert_eq!(
        (text(&told, "x-larkgate-groups"), text(&told, "x-larkgate-departments")),
        ("".into(), "a,b".into())
    );
}

#[test]
fn every_header_is_there_for_nobody_too() {
    for (_, preset) in HeaderPreset::ALL {
        let mut answer = HeaderMap::new();
        tell(&mut answer, &preset.into(), None);
        assert_eq!(answer.len(), 6);
        assert!(answer.iter().all(|(_, value)| value.is_empty()), "{answer:?}");
    }
}

#[test]
fn a_field_that_has_no_header_is_not_told() {
    let mut headers = IdentityHeaders::default();
    headers.rename(IdentityField::Email, None);
    headers.rename(IdentityField::User, Some(HeaderName::from_static("x-webauth-user")));
    let person = PersonDetails {
        sub: "ou_1".into(),
        email: Some("lin@example.com".into()),
        ..PersonDetails::default()
    };
    let told = told(&person, &headers);
    assert_eq!((told.len(), text(&told, "x-webauth-user").as_str()), (5, "ou_1"));
    assert!(told.iter().all(|(_, value)| value != "lin@example.com"), "{told:?}");
}

fn anybody() -> impl Strategy<Value = PersonDetails> {
    let (text, ids) = (any::<String>, || prop::collection::vec(any::<String>(), 0..5));
    let texts = (text(), prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    (texts, ids(), ids()).prop_map(|((sub, username, name, email), groups, departments)| PersonDetails {
        sub,
        username,
        name,
        email,
        groups,
        all_groups: true,
        departments,
        all_departments: true,
        ..PersonDetails::default()
    })
}

proptest! {
    #[test]
    fn whatever_somebody_is_called_it_can_be_read_back_and_is_one_value(person in anybody()) {
        let headers = told(&person, &IdentityHeaders::default());
        for (name, value) in &headers {
            prop_assert!(value.as_bytes().iter().all(u8::is_ascii_graphic), "{name}: {value:?}");
        }
        let single = |name: &str| decoded(&text(&headers, name));
        prop_assert_eq!(single("x-larkgate-user"), person.sub.clone());
        prop_assert_eq!(single("x-larkgate-username"), person.username.clone().unwrap_or_default());
        prop_assert_eq!(single("x-larkgate-name"), person.name.clone().unwrap_or_default());
        prop_assert_eq!(single("x-larkgate-email"), person.email.clone().unwrap_or_default());
        for (name, ids) in [("x-larkgate-groups", &person.groups), ("x-larkgate-departments", &person.departments)] {
            let said = text(&headers, name);
            let read: Vec<_> = said.split(',').filter(|id| !id.is_empty()).map(decoded).collect();
            let known: Vec<_> = ids.iter().filter(|id| !id.is_empty()).cloned().collect();
            prop_assert_eq!(read, known);
        }
    }
}
