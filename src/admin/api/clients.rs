//! `/clients`: the applications that ask who somebody is.

use actix_web::web::{Json, Path, Query};
use actix_web::{HttpResponse, delete, get, patch, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::{Answer, Refusals, Why};
use crate::admin::ops::clients::Held;
use crate::admin::ops::{self, clients, entry};
use crate::domain::client::{Client as Registered, ClientSettings, Credentials, EntryRule};
use crate::domain::time::Timestamp;
use crate::domain::token::Opaque;

/// A client.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Client {
    /// Its client_id.
    id: String,
    /// configuration or database; one of the configuration file is changed there alone.
    source: &'static str,
    /// How it proves itself: none, secret, private_key_jwt.
    authentication: &'static str,
    settings: ClientSettings,
    /// Who may enter: the first rule about somebody decides, and where none is, they may not. Without any, everybody may.
    rules: Vec<EntryRule>,
    /// Until when the secret before the present one works, while it does.
    old_secret_ends_at: Option<String>,
    /// When it was registered; absent for those of the configuration file.
    created_at: Option<String>,
}

/// A client, and what it has of people at present.
#[derive(Debug, Serialize, ToSchema)]
struct ClientDetails {
    #[serde(flatten)]
    client: Client,
    /// Grants that are alive.
    grants: i64,
    /// The people who gave them.
    people: i64,
}

/// A client with the secret that was made for it.
#[derive(Debug, Serialize, ToSchema)]
struct WithSecret {
    client: Client,
    /// Shown this once; absent where none was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
}

/// A client to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewClient {
    /// Its client_id: 1 to 100 of A-Z a-z 0-9 . _ -
    id: String,
    settings: ClientSettings,
}

/// Settings in place of others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClientChange {
    /// As they were read.
    seen: ClientSettings,
    /// As they shall be.
    settings: ClientSettings,
}

/// How long the secret that is replaced goes on working.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Overlap {
    /// In days; 0 ends it at once.
    #[schema(minimum = 0, maximum = 30)]
    overlap_days: u32,
    /// It stands in the audit log; at most 1000 characters.
    #[serde(default)]
    reason: String,
}

impl Client {
    pub(super) fn of(client: &Registered, now: Timestamp) -> Self {
        Self {
            id: client.id.clone(),
            source: client.source.as_str(),
            authentication: match client.credentials {
                Credentials::None => "none",
                Credentials::Secret(_) => "secret",
                Credentials::Jwks(_) | Credentials::JwksUri(_) => "private_key_jwt",
            },
            settings: client.into(),
            rules: entry::of(client),
            old_secret_ends_at: client.live_old_secret(now).map(|old| old.ends_at.rfc3339()),
            created_at: client.is_stored().then(|| client.created_at.rfc3339()),
        }
    }
}

impl WithSecret {
    fn of(caller: &Caller, client: &Registered, secret: Option<&Opaque>) -> Self {
        let client_secret = secret.map(|secret| secret.reveal().to_owned());
        Self { client: Client::of(client, caller.desk().now), client_secret }
    }
}

/// Lists every client: those of the configuration file, then those of the database by id.
#[utoipa::path(tag = "clients", security(("token" = ["clients:read"])),
    responses((status = 200, body = Vec<Client>), Refusals))]
#[get("/clients")]
pub(super) async fn list(caller: Caller) -> Answer<Vec<Client>> {
    let desk = caller.desk();
    Ok(Json(clients::list(&desk).await?.iter().map(|client| Client::of(client, desk.now)).collect()))
}

/// Registers a client. Its secret, if it has one, is in this answer and nowhere else.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    responses((status = 201, body = WithSecret), Refusals))]
#[post("/clients")]
pub(super) async fn add(caller: Caller, new: Json<NewClient>) -> Result<HttpResponse, Problem> {
    let (client, secret) = clients::add(&caller.desk(), &new.id, &new.settings).await?;
    Ok(HttpResponse::Created().json(WithSecret::of(&caller, &client, secret.as_ref())))
}

/// Shows one client.
#[utoipa::path(tag = "clients", security(("token" = ["clients:read"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = ClientDetails), Refusals))]
#[get("/clients/{client}")]
pub(super) async fn show(caller: Caller, id: Path<String>) -> Answer<ClientDetails> {
    let desk = caller.desk();
    let client = Client::of(&clients::details(&desk, &id).await?, desk.now);
    let Held { grants, people } = clients::held(&desk, &id).await?;
    Ok(Json(ClientDetails { client, grants, people }))
}

/// Gives a client other settings in place of all that it had: what is left out is at its default. One that is to have a
/// secret and had none gets one, which is in this answer and nowhere else.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = WithSecret), Refusals))]
#[put("/clients/{client}")]
pub(super) async fn change(
    caller: Caller,
    id: Path<String>,
    settings: Json<ClientSettings>,
) -> Answer<WithSecret> {
    let (client, secret) = clients::change_settings(&caller.desk(), &id, &settings, |_any| true).await?;
    Ok(Json(WithSecret::of(&caller, &client, secret.as_ref())))
}

/// Gives a client other settings, as `PUT` does, if it still has those that were seen; otherwise nothing is changed, and
/// `conflict` says so.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = WithSecret), Refusals))]
#[patch("/clients/{client}")]
pub(super) async fn change_seen(
    caller: Caller,
    id: Path<String>,
    changed: Json<ClientChange>,
) -> Answer<WithSecret> {
    let ClientChange { seen, settings } = &*changed;
    let (client, secret) =
        clients::change_settings(&caller.desk(), &id, settings, |present| present == seen).await?;
    Ok(Json(WithSecret::of(&caller, &client, secret.as_ref())))
}

/// Gives a client a new secret, which is in this answer and nowhere else.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id")),
    responses((status = 200, body = WithSecret), Refusals))]
#[post("/clients/{client}/rotate-secret")]
pub(super) async fn rotate_secret(
    caller: Caller,
    id: Path<String>,
    overlap: Json<Overlap>,
) -> Answer<WithSecret> {
    let Overlap { overlap_days, reason } = overlap.into_inner();
    let overlap = ops::days(overlap_days.into());
    let (client, secret) = clients::rotate_secret(&caller.desk(), &id, overlap, &reason).await?;
    Ok(Json(WithSecret::of(&caller, &client, Some(&secret))))
}

/// Ends the overlap: the secret before the present one works no longer.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id"), Why),
    responses((status = 200, body = Client), Refusals))]
#[post("/clients/{client}/end-old-secret")]
pub(super) async fn end_old_secret(caller: Caller, id: Path<String>, why: Query<Why>) -> Answer<Client> {
    let desk = caller.desk();
    Ok(Json(Client::of(&clients::end_old_secret(&desk, &id, &why.reason).await?, desk.now)))
}

/// Removes a client: nobody can sign in to it, and everything that it was granted is revoked, at once.
#[utoipa::path(tag = "clients", security(("token" = ["clients:change"])),
    params(("client" = String, Path, description = "client_id"), Why),
    responses((status = 204), Refusals))]
#[delete("/clients/{client}")]
pub(super) async fn remove(
    caller: Caller,
    id: Path<String>,
    why: Query<Why>,
) -> Result<HttpResponse, Problem> {
    clients::remove(&caller.desk(), &id, &why.reason).await?;
    Ok(HttpResponse::NoContent().finish())
}
