//! `GET /admin/clients`: applications that ask who somebody is; and what kind of software a new one is.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::client_form::{self, Purpose};
use super::{Answer, Visitor, show};
use crate::admin::ops::clients;
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::client::{Client, Credentials, Source};
use crate::views::When;
use crate::views::console::{
    ClientRow, ClientWords, ClientsPage, NewClientPage, Section, Software, SoftwareLink,
};
use crate::web::urls;

/// Shows the list.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| page(visitor).await).await
}

async fn page(visitor: &Visitor<'_>) -> Answer {
    let search = visitor.params.get("q").unwrap_or_default().trim();
    let wanted = search.to_lowercase();
    let is_wanted = |client: &&Client| {
        client.id.to_lowercase().contains(&wanted) || client.name.to_lowercase().contains(&wanted)
    };
    let all = clients::list(&visitor.desk()).await?;
    let rows: Vec<_> = all.iter().filter(is_wanted).map(|client| row(visitor, client)).collect();
    let page = ClientsPage {
        frame: &visitor.frame(Section::Clients),
        search,
        rows: &rows,
        list: urls::CONSOLE_CLIENTS,
        add: visitor.may(Permission::ChangeClients).then_some(urls::CONSOLE_NEW_CLIENT),
    };
    Ok(visitor.html(page.render()))
}

fn row(visitor: &Visitor<'_>, client: &Client) -> ClientRow {
    let words = &visitor.locale.words().console.clients;
    ClientRow {
        href: urls::about_client(urls::CONSOLE_CLIENT, &client.id),
        name: client.name.clone(),
        id: client.id.clone(),
        kind: kind(words, client),
        third_party: client.third_party,
        signs: client.id_token_alg.as_str(),
        source: match client.source {
            Source::Config => words.by_file,
            Source::Database => words.by_database,
        },
        old_secret_ends: client.live_old_secret(visitor.app.now()).map(|old| When(old.ends_at)),
    }
}

/// How it proves itself.
pub(super) const fn kind(words: &ClientWords, client: &Client) -> &'static str {
    match client.credentials {
        Credentials::None => words.public,
        Credentials::Secret(_) => words.secret,
        Credentials::Jwks(_) | Credentials::JwksUri(_) => words.keyed,
    }
}

/// `GET /admin/new-client`: asks what kind of software it is and then, with `?for=`, everything else.
pub(super) async fn new(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeClients)?;
        if let Some(software) = visitor.params.get("for").and_then(Software::parse) {
            let settings = software.settings();
            let named = !settings.name.is_empty();
            let id = if named { software.as_str() } else { "" };
            return client_form::page(
                visitor,
                &Purpose::Add { id, software: Some(software) },
                &settings,
                None,
            );
        }
        let words = &visitor.locale.words().console.clients;
        let page = NewClientPage {
            frame: &visitor.frame(Section::Clients),
            kinds: &Software::ALL.map(|software| link(words, urls::CONSOLE_NEW_CLIENT, software, false)),
            list: urls::CONSOLE_CLIENTS,
        };
        Ok(visitor.html(page.render()))
    })
    .await
}

/// The way to a page about this kind of software.
pub(super) fn link(words: &ClientWords, path: &str, software: Software, is_here: bool) -> SoftwareLink {
    SoftwareLink {
        href: urls::with_query(path, &[("for", software.as_str().to_owned())]),
        name: software.name(words),
        note: software.note(words),
        is_here,
    }
}
