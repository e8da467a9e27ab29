//! `GET /admin/clients/{client}`: everything about one application, and how to connect it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::client_rules::sentences;
use super::clients::{kind, link};
use super::{Answer, Visitor, show};
use crate::admin::ops::clients;
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::client::{Client, ClientSettings, Credentials};
use crate::views::When;
use crate::views::console::{
    ClientPage, ClientWords, Endpoints, Fact, Section, Snippet, Software, origin_of,
};
use crate::web::urls;

/// Shows it.
pub(super) async fn page(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = clients::details(&visitor.desk(), &id).await?;
        render(visitor, &client)
    })
    .await
}

fn render(visitor: &Visitor<'_>, client: &Client) -> Answer {
    let words = &visitor.locale.words().console.clients;
    let settings = ClientSettings::from(client);
    let said = said(words, client, &settings);
    let facts: Vec<_> = said.iter().map(|(name, value, is_id)| Fact { name, value, is_id: *is_id }).collect();
    let addresses = addresses(visitor.app, words, client);
    let endpoints: Vec<_> = addresses.iter().map(|(name, value)| Fact { name, value, is_id: true }).collect();
    let chosen = visitor.params.get("for").and_then(Software::parse);
    let old_secret_ends = client.live_old_secret(visitor.app.now()).map(|old| When(old.ends_at));
    let way = |pattern| urls::about_client(pattern, &client.id);
    let may = visitor.may(Permission::ChangeClients) && client.is_stored();
    let has_secret = matches!(client.credentials, Credentials::Secret(_));
    let known = Software::ALL.into_iter().filter(|software| software.has_snippet());
    let kinds =
        known.map(|software| link(words, &way(urls::CONSOLE_CLIENT), software, chosen == Some(software)));
    let page = ClientPage {
        frame: &visitor.frame(Section::Clients),
        name: &client.name,
        kind: kind(words, client),
        third_party: client.third_party,
        by_file: !client.is_stored(),
        settings: &facts,
        endpoints: &endpoints,
        registered: client.is_stored().then_some(When(client.created_at)),
        kinds: &kinds.collect::<Vec<_>>(),
        snippet: chosen.and_then(|software| snippet(visitor.app, words, client, &settings, software)),
        change: may.then(|| way(urls::CONSOLE_CLIENT_SETTINGS)),
        rules: &sentences(visitor, client),
        change_rules: may.then(|| way(urls::CONSOLE_CLIENT_RULES)),
        test: visitor.may(Permission::ReadAccounts).then(|| way(urls::CONSOLE_CLIENT_TEST)),
        rotate: (may && has_secret).then(|| way(urls::CONSOLE_ROTATE_SECRET)),
        end_old: (may && old_secret_ends.is_some()).then(|| way(urls::CONSOLE_END_OLD_SECRET)),
        remove: may.then(|| way(urls::CONSOLE_REMOVE_CLIENT)),
        old_secret_ends,
        list: urls::CONSOLE_CLIENTS,
    };
    Ok(visitor.html(page.render()))
}

/// What it is set to, as far as it says something: a name, a text, and whether that is an identifier.
fn said(
    words: &ClientWords,
    client: &Client,
    settings: &ClientSettings,
) -> Vec<(&'static str, String, bool)> {
    let yes = |on: bool| if on { words.yes } else { words.no }.to_owned();
    let flag = |on: bool| if on { words.yes.to_owned() } else { String::new() };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let each =
        |name, values: &[String]| values.iter().map(|value| (name, value.clone(), true)).collect::<Vec<_>>();
    let mut said = each(words.redirect_uris, &settings.redirect_uris);
    said.extend(each(words.post_logout, &settings.post_logout_redirect_uris));
    said.extend([
        (words.scopes, settings.scopes.join(" "), false),
        (words.service_scopes, settings.service_scopes.join(" "), false),
        (words.grant_types, settings.grant_types.join(" "), false),
        (words.require_pkce, yes(client.require_pkce), false),
        (words.id_token_alg, settings.id_token_alg.clone(), false),
        (words.userinfo_alg, text(&settings.userinfo_alg), false),
        (words.claims_in_id_token, flag(client.claims_in_id_token), false),
        (words.pairwise, flag(client.sector().is_some()), false),
        (words.audience, text(&settings.audience), true),
        (words.jwks_uri, text(&settings.jwks_uri), true),
        (words.backchannel, text(&settings.backchannel_logout_uri), true),
        (words.frontchannel, text(&settings.frontchannel_logout_uri), true),
    ]);
    said.retain(|(_, value, _)| !value.is_empty());
    said
}

/// What it is told of us, under the names that software calls it.
fn addresses(app: &App, words: &ClientWords, client: &Client) -> Vec<(&'static str, String)> {
    let at = |path| urls::absolute(app, path);
    vec![
        ("client_id", client.id.clone()),
        ("issuer", app.issuer.clone()),
        (words.discovery, at(urls::OPENID_CONFIGURATION)),
        ("authorize", at(urls::AUTHORIZE)),
        ("token", at(urls::TOKEN)),
        ("userinfo", at(urls::USERINFO)),
        ("jwks", at(urls::JWKS)),
        ("logout", at(urls::LOGOUT)),
    ]
}

fn snippet(
    app: &App,
    words: &ClientWords,
    client: &Client,
    settings: &ClientSettings,
    software: Software,
) -> Option<Snippet> {
    let at = |path| urls::absolute(app, path);
    let (discovery, authorize) = (at(urls::OPENID_CONFIGURATION), at(urls::AUTHORIZE));
    let (token, userinfo) = (at(urls::TOKEN), at(urls::USERINFO));
    let ours = Endpoints {
        issuer: &app.issuer,
        discovery: &discovery,
        authorize: &authorize,
        token: &token,
        userinfo: &userinfo,
    };
    let origin = origin_of(&settings.redirect_uris).unwrap_or_else(|| "https://app.example.com".to_owned());
    let callback = format!("{origin}{}", software.callback());
    Some(Snippet {
        name: software.name(words),
        note: software.note(words),
        text: software.snippet(&client.id, &origin, &ours)?,
        missing_uri: Some(callback).filter(|uri| !client.allows_redirect_to(uri)),
    })
}
