//! `/admin/explain`: what becomes of a request to an application behind a proxy. Everything is in the address, so that an
//! answer can be shared.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::explain_answer::said;
use super::trouble::{of_conflict, of_flaw};
use super::{Answer, Visitor, show};
use crate::admin::ops::accounts::{self, Search};
use crate::admin::ops::explain::{self, Explained, Question};
use crate::admin::ops::{Conflict, OpError};
use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::admin::Permission;
use crate::views::console::{Choice, Control, ExplainPage, ExplainWords, FormField, Section};
use crate::web::urls;

/// How many accounts are offered.
const MOST: i64 = 10;

/// What the address asks.
struct Asked {
    /// Whether it asks at all: a link may fill in some of the form, such as who or for what.
    is_asked: bool,
    who: &'static str,
    account: String,
    service: String,
    method: String,
    url: String,
    address: String,
}

/// Shows the question and, where there is one, the answer.
pub(super) async fn page(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ReadApplications)?;
        let asked = Asked::of(visitor);
        let console = &visitor.locale.words().console;
        let (mut wrong, mut found, mut answer) = (Vec::new(), Vec::new(), None);
        if asked.is_asked {
            match answer_to(visitor, &asked).await {
                Ok(Found::Answer(explained)) => answer = Some(*explained),
                Ok(Found::Nobody) => wrong.push(("account", console.explain.no_account.to_owned())),
                Ok(Found::Several(people)) => found = people,
                Err(OpError::Invalid(flaws)) => {
                    wrong.extend(flaws.iter().map(|flaw| (flaw.field, of_flaw(console, flaw))));
                }
                Err(OpError::Conflict(conflict @ Conflict::Disabled { .. })) => {
                    wrong.push(("account", of_conflict(visitor, &conflict)));
                }
                Err(error) => return Err(error.into()),
            }
        }
        render(visitor, &asked, &wrong, &found, answer)
    })
    .await
}

enum Found {
    Answer(Box<Explained>),
    Several(Vec<BoundAccount>),
    Nobody,
}

async fn answer_to(visitor: &Visitor<'_>, asked: &Asked) -> Result<Found, OpError> {
    let question = |account| Question {
        account,
        service: (asked.who == "service").then_some(asked.service.as_str()),
        method: &asked.method,
        url: &asked.url,
        address: Some(asked.address.as_str()).filter(|text| !text.is_empty()),
    };
    let answer = async |account| {
        let explained = explain::of(&visitor.desk(), &question(account)).await?;
        Ok(Found::Answer(Box::new(explained)))
    };
    if asked.who != "account" {
        return answer(None).await;
    }
    match answer(Some(&asked.account)).await {
        Err(OpError::NotFound { .. } | OpError::Conflict(Conflict::Ambiguous { .. })) => {}
        other => return other,
    }
    // Nobody has that name, so it is what people search by.
    let wanted = Search { text: Some(asked.account.clone()).filter(|text| !text.is_empty()), enabled: None };
    let people = accounts::search(&visitor.desk(), &wanted, None, MOST).await?;
    match people.as_slice() {
        [] => Ok(Found::Nobody),
        [one] => answer(Some(one.account.id.as_str())).await,
        _ => Ok(Found::Several(people)),
    }
}

impl Asked {
    fn of(visitor: &Visitor<'_>) -> Self {
        let text = |name| visitor.field(name).trim().to_owned();
        let who = match visitor.field("who") {
            "account" => "account",
            "service" => "service",
            _ => "nobody",
        };
        let method = Some(text("method").to_ascii_uppercase()).filter(|method| !method.is_empty());
        Self {
            is_asked: !visitor.field("who").is_empty() && !visitor.field("url").is_empty(),
            who,
            account: text("account"),
            service: text("service"),
            method: method.unwrap_or_else(|| "GET".to_owned()),
            url: text("url"),
            address: text("address"),
        }
    }

    /// The same question about an account.
    fn about(&self, account: &str) -> String {
        let pairs = [
            ("who", "account".to_owned()),
            ("account", account.to_owned()),
            ("method", self.method.clone()),
            ("url", self.url.clone()),
            ("address", self.address.clone()),
        ];
        urls::with_query(urls::CONSOLE_EXPLAIN, &pairs)
    }
}

fn render(
    visitor: &Visitor<'_>,
    asked: &Asked,
    wrong: &[Wrong],
    found: &[BoundAccount],
    answer: Option<Explained>,
) -> Answer {
    let words = &visitor.locale.words().console.explain;
    let found = found.iter().map(|person| {
        let account = &person.account;
        (account.display_name().to_owned(), account.sub.clone(), asked.about(account.id.as_str()))
    });
    let answer = answer.map(|explained| said(visitor, words, explained));
    let page = ExplainPage {
        frame: &visitor.frame(Section::Explain),
        action: urls::CONSOLE_EXPLAIN,
        fields: &fields(words, asked, wrong),
        found: &found.collect::<Vec<_>>(),
        answer: answer.as_ref(),
    };
    Ok(visitor.html(page.render()))
}

/// A field, and what is wrong with it.
type Wrong = (&'static str, String);

fn fields(words: &'static ExplainWords, asked: &Asked, wrong: &[Wrong]) -> Vec<FormField> {
    let field = |name, label, hint, control| {
        let errors = wrong.iter().filter(|(field, _)| *field == name).map(|(_, said)| said.clone());
        FormField { name, label, hint, control, errors: errors.collect() }
    };
    let line = |value: &str, required| Control::Line { value: value.to_owned(), required };
    let choice = |value, label| Choice { value, label, hint: "", chosen: asked.who == value };
    let who = vec![
        choice("nobody", words.nobody),
        choice("account", words.account),
        choice("service", words.service),
    ];
    vec![
        field("url", words.url, words.url_hint, line(&asked.url, true)),
        field("method", words.method, "", line(&asked.method, true)),
        field("who", words.who, "", Control::One(who)),
        field("account", words.account, words.account_hint, line(&asked.account, false)),
        field("service", words.service, words.service_hint, line(&asked.service, false)),
        field("address", words.address, words.address_hint, line(&asked.address, false)),
    ]
}
