//! What is done about one application behind a proxy: added, changed and removed.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::question::Question;
use super::sent::{self, Sent};
use super::trouble::of_flaw;
use super::{Answer, Trouble, Visitor, change, show};
use crate::admin::ops::applications::{self, Protected, Settings};
use crate::admin::ops::{Conflict, Flaw, OpError};
use crate::app::App;
use crate::domain::access::HeaderPreset;
use crate::domain::admin::Permission;
use crate::domain::client::Source;
use crate::views::console::{Choice, Control, FieldGroup, FormField, ProtectedFormPage, Section, fill};
use crate::web::urls;

/// `GET /admin/new-proxy-access`.
pub(super) async fn ask_add(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeApplications)?;
        form(visitor, &Form { about: None, id: "", settings: &Settings::default(), revision: None }, None)
    })
    .await
}

/// `POST /admin/new-proxy-access`.
pub(super) async fn add(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let (id, settings) = (visitor.field("id").trim(), read(visitor));
        match applications::add(&visitor.desk(), id, &settings).await {
            Ok(()) => Ok(visitor.done(&about(id), "application-added")),
            Err(error) => {
                form(visitor, &Form { about: None, id, settings: &settings, revision: None }, Some(error))
            }
        }
    })
    .await
}

/// `GET /admin/proxy-access/{application}/settings`.
pub(super) async fn ask_change(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let known = asked(visitor, &id).await?;
        if known.source == Source::Config {
            return Err(OpError::from(Conflict::ConfiguredApplication { id: known.id }).into());
        }
        let settings = Settings {
            name: Some(known.name.clone()),
            hosts: Some(known.hosts.clone()),
            contact: known.contact.clone(),
            headers: known.preset.clone(),
            own_cookie: Some(known.own_cookie),
        };
        let revision = Some(known.revision);
        form(visitor, &Form { about: Some(&known), id: &id, settings: &settings, revision }, None)
    })
    .await
}

/// `POST /admin/proxy-access/{application}/settings`.
pub(super) async fn change_settings(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let settings = read(visitor);
        let revision = visitor.field("revision").parse().ok();
        match applications::set(&visitor.desk(), &id, &settings, revision).await {
            Ok(()) => Ok(visitor.done(&about(&id), "application-changed")),
            Err(error @ (OpError::Invalid(_) | OpError::Conflict(Conflict::ApplicationsChanged))) => {
                let known = asked(visitor, &id).await?;
                let revision = Some(known.revision);
                form(
                    visitor,
                    &Form { about: Some(&known), id: &id, settings: &settings, revision },
                    Some(error),
                )
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// What the form with settings is for, and what it holds.
struct Form<'a> {
    about: Option<&'a Protected>,
    id: &'a str,
    settings: &'a Settings,
    revision: Option<i64>,
}

/// What was filled in; what a form leaves empty is taken away.
fn read(visitor: &Visitor<'_>) -> Settings {
    let text = |name| Some(visitor.field(name).trim().to_owned());
    Settings {
        name: text("name"),
        hosts: Some(sent::lines(visitor.field("hosts"))),
        contact: text("contact"),
        headers: text("headers"),
        own_cookie: visitor
            .app
            .config
            .forward_auth
            .cookie_domain
            .is_some()
            .then(|| visitor.params.once("own_cookie").is_some()),
    }
}

fn form(visitor: &Visitor<'_>, form: &Form<'_>, error: Option<OpError>) -> Answer {
    let console = &visitor.locale.words().console;
    let words = &console.protected;
    let sent = Sent::of(visitor, error)?;
    let (title, action, button, back) = match form.about {
        None => {
            let list = urls::CONSOLE_PROTECTED_LIST.to_owned();
            (words.add_title.to_owned(), urls::CONSOLE_NEW_PROTECTED.to_owned(), words.add, list)
        }
        Some(known) => {
            let way = |pattern| urls::about_application(pattern, &known.id);
            let title = fill(words.change_title, &[("{name}", &known.name)]);
            (title, way(urls::CONSOLE_PROTECTED_SETTINGS), words.save, way(urls::CONSOLE_PROTECTED))
        }
    };
    let page = ProtectedFormPage {
        frame: &visitor.frame(Section::Protected),
        title: &title,
        wrong: sent.wrong.as_deref(),
        action: &action,
        revision: form.revision,
        groups: &[FieldGroup { heading: None, fields: fields(visitor, form, &sent.flaws) }],
        place: None,
        preview: None,
        can_preview: false,
        button,
        back: &back,
    };
    Ok(sent.answer(visitor, page.render()))
}

fn fields(visitor: &Visitor<'_>, form: &Form<'_>, flaws: &[Flaw]) -> Vec<FormField> {
    let console = &visitor.locale.words().console;
    let words = &console.protected;
    let field = |name, label, hint, control| {
        let of = flaws.iter().filter(|flaw| flaw.field == name);
        FormField { name, label, hint, control, errors: of.map(|flaw| of_flaw(console, flaw)).collect() }
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let line = |value: String, required| Control::Line { value, required };
    let settings = form.settings;
    let mut fields = Vec::new();
    if form.about.is_none() {
        fields.push(field("id", words.id, words.id_hint, line(form.id.to_owned(), true)));
    }
    let hosts = settings.hosts.as_deref().unwrap_or_default().join("\n");
    let preset = settings.headers.as_deref().unwrap_or_default();
    let choice = |value, label| Choice { value, label, hint: "", chosen: preset == value };
    let mut presets = vec![choice("", words.preset_common)];
    presets.extend(HeaderPreset::ALL.map(|(name, _)| choice(name, name)));
    fields.extend([
        field("name", console.clients.name, words.name_hint, line(text(&settings.name), true)),
        field("hosts", words.hosts, words.hosts_hint, Control::Lines { value: hosts }),
        field("contact", words.contact, words.contact_hint, line(text(&settings.contact), false)),
        field("headers", words.preset, "", Control::One(presets)),
    ]);
    if visitor.app.config.forward_auth.cookie_domain.is_some() {
        let own = Control::Flag(settings.own_cookie == Some(true));
        fields.push(field("own_cookie", words.own_cookie, "", own));
    }
    fields
}

/// `GET /admin/proxy-access/{application}/remove`.
pub(super) async fn ask_remove(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let known = asked(visitor, &id).await?;
        if !known.is_stored {
            return Err(OpError::from(Conflict::ConfiguredApplication { id: known.id }).into());
        }
        let words = &visitor.locale.words().console.protected;
        let rules = known.rules.len().to_string();
        let what = if known.source == Source::Config {
            vec![words.remove_shadow.to_owned()]
        } else {
            vec![words.remove_1.to_owned(), fill(words.remove_2, &[("{rules}", &rules)])]
        };
        let question = Question {
            section: Section::Protected,
            title: &fill(words.remove_title, &[("{name}", &known.name)]),
            what: &what,
            inputs: &[],
            is_loss: true,
            action: &urls::about_application(urls::CONSOLE_REMOVE_PROTECTED, &known.id),
            button: words.remove,
            back: &about(&known.id),
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/proxy-access/{application}/remove`.
pub(super) async fn remove(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        applications::remove(&visitor.desk(), &id, visitor.reason()?).await?;
        Ok(visitor.done(urls::CONSOLE_PROTECTED_LIST, "application-removed"))
    })
    .await
}

/// An application, for whoever may change it: the question is no way around the permission.
pub(super) async fn asked(visitor: &Visitor<'_>, id: &str) -> Result<Protected, Trouble> {
    visitor.require(Permission::ChangeApplications)?;
    Ok(applications::show(&visitor.desk(), id).await?)
}

pub(super) fn about(id: &str) -> String {
    urls::about_application(urls::CONSOLE_PROTECTED, id)
}
