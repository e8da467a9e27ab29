//! What is done about one application: registered, changed, given another secret, removed.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::client_form::{self, Purpose};
use super::question::Question;
use super::{Answer, Trouble, Visitor, change, show};
use crate::admin::ops::{self, Conflict, OpError, Problem, clients};
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::client::{Client, ClientSettings};
use crate::domain::token::Opaque;
use crate::views::When;
use crate::views::console::{Input, SecretPage, Section, Software, fill};
use crate::web::urls;

/// `POST /admin/new-client`.
pub(super) async fn add(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let settings = client_form::read(&visitor.params);
        let id = visitor.field("id").trim();
        match clients::add(&visitor.desk(), id, &settings).await {
            Ok((client, secret)) => {
                made(visitor, &client, secret, visitor.locale.words().console.clients.made)
            }
            Err(error) => {
                let software = Software::parse(visitor.field("for"));
                client_form::page(visitor, &Purpose::Add { id, software }, &settings, Some(error))
            }
        }
    })
    .await
}

/// `GET /admin/clients/{client}/settings`.
pub(super) async fn ask_change(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        let settings = ClientSettings::from(&client);
        let revision = client_form::revision(&settings);
        let purpose = Purpose::Change { id: &client.id, name: &client.name, revision: &revision };
        client_form::page(visitor, &purpose, &settings, None)
    })
    .await
}

/// `POST /admin/clients/{client}/settings`.
pub(super) async fn change_settings(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        // Before the change: what comes back is never newer than what it was held against.
        let client = asked(visitor, &id).await?;
        let settings = client_form::read(&visitor.params);
        let revision = visitor.params.once("revision");
        let seen = |present: &ClientSettings| client_form::is_seen(revision, present);
        match clients::change_settings(&visitor.desk(), &id, &settings, seen).await {
            Ok((client, Some(secret))) => {
                made(visitor, &client, Some(secret), visitor.locale.words().console.clients.rotated)
            }
            Ok((client, None)) => Ok(visitor.done(&about(&client), "client-changed")),
            Err(error) => {
                let revision = client_form::revision(&ClientSettings::from(&client));
                let purpose = Purpose::Change { id: &client.id, name: &client.name, revision: &revision };
                client_form::page(visitor, &purpose, &settings, Some(error))
            }
        }
    })
    .await
}

/// `GET /admin/clients/{client}/rotate-secret`.
pub(super) async fn ask_rotate(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        let w = &visitor.locale.words().console.clients;
        let overlap = Input { name: "overlap_days", label: w.overlap, hint: w.overlap_hint };
        let words = (w.rotate_title, w.rotate, urls::CONSOLE_ROTATE_SECRET);
        ask(visitor, &client, words, &[w.rotate_1.into(), w.rotate_2.into(), w.rotate_3.into()], &[overlap])
    })
    .await
}

/// `POST /admin/clients/{client}/rotate-secret`: shows the new secret, which no address and no later page has.
pub(super) async fn rotate(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let days =
            visitor.field("overlap_days").trim().parse().ok().filter(|days| *days <= clients::MOST_DAYS);
        let wrong = || OpError::invalid("overlap_days", Problem::UpToDays { most: clients::MOST_DAYS });
        let overlap = ops::days(days.ok_or_else(wrong)?);
        let (client, secret) =
            clients::rotate_secret(&visitor.desk(), &id, overlap, visitor.reason()?).await?;
        made(visitor, &client, Some(secret), visitor.locale.words().console.clients.rotated)
    })
    .await
}

/// `GET /admin/clients/{client}/end-old-secret`.
pub(super) async fn ask_end_old(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        let w = &visitor.locale.words().console.clients;
        let words = (w.end_old_title, w.end_old, urls::CONSOLE_END_OLD_SECRET);
        ask(visitor, &client, words, &[w.end_old_1.into()], &[])
    })
    .await
}

/// `POST /admin/clients/{client}/end-old-secret`.
pub(super) async fn end_old(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let client = clients::end_old_secret(&visitor.desk(), &id, visitor.reason()?).await?;
        Ok(visitor.done(&about(&client), "old-secret-ended"))
    })
    .await
}

/// `GET /admin/clients/{client}/remove`.
pub(super) async fn ask_remove(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        let held = clients::held(&visitor.desk(), &id).await?;
        let w = &visitor.locale.words().console.clients;
        let counts = [("{people}", held.people.to_string()), ("{grants}", held.grants.to_string())];
        let ends = fill(w.remove_1, &counts.each_ref().map(|(mark, count)| (*mark, count.as_str())));
        let words = (w.remove_title, w.remove, urls::CONSOLE_REMOVE_CLIENT);
        ask(visitor, &client, words, &[ends, w.remove_2.into()], &[])
    })
    .await
}

/// `POST /admin/clients/{client}/remove`.
pub(super) async fn remove(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        clients::remove(&visitor.desk(), &id, visitor.reason()?).await?;
        Ok(visitor.done(urls::CONSOLE_CLIENTS, "client-removed"))
    })
    .await
}

/// An application, for whoever may change it, that can be changed here.
pub(super) async fn asked(visitor: &Visitor<'_>, id: &str) -> Result<Client, Trouble> {
    visitor.require(Permission::ChangeClients)?;
    let client = clients::details(&visitor.desk(), id).await?;
    if client.is_stored() {
        Ok(client)
    } else {
        Err(OpError::from(Conflict::ConfiguredClient { id: client.id }).into())
    }
}

/// To the secret that was made; without one, to the application.
fn made(visitor: &Visitor<'_>, client: &Client, secret: Option<Opaque>, title: &'static str) -> Answer {
    let Some(secret) = secret else { return Ok(visitor.done(&about(client), "client-changed")) };
    let page = SecretPage {
        frame: &visitor.frame(Section::Clients),
        title,
        name: &client.name,
        id: &client.id,
        secret: secret.reveal(),
        old_secret_ends: client.live_old_secret(visitor.app.now()).map(|old| When(old.ends_at)),
        back: &about(client),
    };
    Ok(visitor.html(page.render()))
}

pub(super) fn about(client: &Client) -> String {
    urls::about_client(urls::CONSOLE_CLIENT, &client.id)
}

/// Asks about one application; `pattern` is where the answer goes.
fn ask(
    visitor: &Visitor<'_>,
    client: &Client,
    (title, button, pattern): (&str, &'static str, &str),
    what: &[String],
    inputs: &[Input<'_>],
) -> Answer {
    let question = Question {
        section: Section::Clients,
        title: &fill(title, &[("{name}", &client.name)]),
        what,
        inputs,
        is_loss: true,
        action: &urls::about_client(pattern, &client.id),
        button,
        back: &about(client),
    };
    question.ask(visitor)
}
