//! Rules of an application behind a proxy: added, changed, moved and removed.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::protected_changes::{about, asked};
use super::question::Question;
use super::rule_form::{Place, form, preview, read};
use super::{Answer, Trouble, Visitor, change, show};
use crate::admin::ops::OpError;
use crate::admin::ops::applications::Protected;
use crate::admin::ops::rules::{self, Edit, Numbered};
use crate::app::App;
use crate::domain::access::RuleNumber;
use crate::domain::client::Source;
use crate::views::console::{Section, fill, sentence};
use crate::web::params::Params;
use crate::web::urls;

/// `GET /admin/proxy-access/{application}/new-rule`; the query may fill in some of it.
pub(super) async fn ask_add(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let known = asked(visitor, &id).await?;
        form(visitor, &known, Place::New(""), &read(&visitor.params), None, None)
    })
    .await
}

/// `POST /admin/proxy-access/{application}/new-rule`: adds it, or shows what would be.
pub(super) async fn add(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let place = Place::New(visitor.field("before"));
        save(visitor, &id, place, "rule-added").await
    })
    .await
}

/// `GET /admin/proxy-access/{application}/rules/{number}`.
pub(super) async fn ask_change(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let known = asked(visitor, &path.0).await?;
        let rule = stored(&known, &path.1)?;
        let draft = rule.draft.clone().ok_or_else(|| not_found(&path.1))?;
        form(visitor, &known, Place::Of(rule.number.number), &draft, None, None)
    })
    .await
}

/// `POST /admin/proxy-access/{application}/rules/{number}`: changes it, or shows what would be.
pub(super) async fn change_rule(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        save(visitor, &path.0, Place::Of(number(&path.1)), "rule-changed").await
    })
    .await
}

async fn save(visitor: &Visitor<'_>, id: &str, place: Place<'_>, done: &'static str) -> Answer {
    let (desk, draft) = (visitor.desk(), read(&visitor.params));
    let revision = visitor.field("revision").parse().ok();
    let is_preview = visitor.field("step") == "preview";
    let made = match place.edit(&draft) {
        Ok(edit) if is_preview => rules::preview(&desk, id, revision, &edit).await.map(Some),
        Ok(edit) => rules::edit(&desk, id, revision, &edit).await.map(|_edited| None),
        Err(error) => Err(error),
    };
    match made {
        Ok(None) => Ok(visitor.done(&about(id), done)),
        Ok(Some(would_be)) => {
            let known = asked(visitor, id).await?;
            let preview = preview(visitor, &known, &would_be, place, &draft);
            form(visitor, &known, place, &draft, None, Some(&preview))
        }
        Err(error) => {
            let known = asked(visitor, id).await?;
            form(visitor, &known, place, &draft, Some(error), None)
        }
    }
}

/// `POST /admin/proxy-access/{application}/rules/{number}/move`: it can be moved back, so nobody is asked twice.
pub(super) async fn move_rule(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let edit = Edit::Move { number: number(&path.1), to: number(visitor.field("to")) };
        let revision = visitor.field("revision").parse().ok();
        rules::edit(&visitor.desk(), &path.0, revision, &edit).await?;
        Ok(visitor.done(&about(&path.0), "rule-moved"))
    })
    .await
}

/// `GET /admin/proxy-access/{application}/rules/{number}/remove`.
pub(super) async fn ask_remove(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let known = asked(visitor, &path.0).await?;
        let rule = stored(&known, &path.1)?;
        let console = &visitor.locale.words().console;
        let words = &console.rules;
        let text = rule.draft.as_ref().map_or_else(|| rule.text.clone(), |d| sentence(&console.sentence, d));
        let title = fill(words.remove_title, &[("{number}", &rule.number.number.to_string())]);
        let action = urls::about_rule(urls::CONSOLE_REMOVE_RULE, &known.id, rule.number.number);
        let seen = [("revision", known.revision.to_string())];
        let question = Question {
            section: Section::Protected,
            title: &fill(&title, &[("{name}", &known.name)]),
            what: &[fill(words.remove_what, &[("{rule}", &text)]), words.remove_then.to_owned()],
            inputs: &[],
            is_loss: true,
            action: &urls::with_query(&action, &seen),
            button: words.remove,
            back: &about(&known.id),
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/proxy-access/{application}/rules/{number}/remove`.
pub(super) async fn remove(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let seen = Params::of_query(&request)?;
        let revision = seen.once("revision").and_then(|text| text.parse().ok());
        let edit = Edit::Remove { number: number(&path.1), reason: visitor.reason()? };
        rules::edit(&visitor.desk(), &path.0, revision, &edit).await?;
        Ok(visitor.done(&about(&path.0), "rule-removed"))
    })
    .await
}

/// A rule's number; what is none is that of no rule.
pub(super) fn number(text: &str) -> usize {
    text.parse().unwrap_or_default()
}

fn stored<'a>(known: &'a Protected, text: &str) -> Result<&'a Numbered, Trouble> {
    let wanted = RuleNumber { source: Source::Database, number: number(text) };
    let rule = known.rules.iter().find(|rule| rule.number == wanted);
    rule.ok_or_else(|| not_found(text))
}

fn not_found(number: &str) -> Trouble {
    OpError::NotFound { what: "rule", name: number.to_owned() }.into()
}
