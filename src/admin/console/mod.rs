//! The console: `/admin`, pages for people, another door to [`ops`](crate::admin::ops). Whoever is not signed in does so
//! first and comes back to the very page.

mod account;
mod account_changes;
mod accounts;
mod audit;
mod bindings;
mod client;
mod client_changes;
mod client_fields;
mod client_form;
mod client_rules;
mod client_test;
mod clients;
mod clock;
mod explain;
mod explain_answer;
mod export;
mod home;
mod keys;
mod login_link;
mod protected;
mod protected_changes;
mod proxy_config;
mod question;
mod roles;
mod rule_form;
mod rules;
mod sent;
mod service_tokens;
mod system;
mod tokens;
mod trouble;
mod visitor;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};

use self::trouble::Trouble;
use self::visitor::{Visitor, change, show};
use crate::web::methods::resource;
use crate::web::urls;

/// What a handler of the console makes of a request.
type Answer = Result<HttpResponse, Trouble>;

/// Mounts the console.
pub(super) fn routes(config: &mut ServiceConfig) {
    client_routes(config);
    protected_routes(config);
    works(config);
    rights(config);
    config
        .service(resource(urls::CONSOLE, "GET").route(web::get().to(home::page)))
        .service(
            resource(urls::CONSOLE_LOGIN_LINK, "GET, POST")
                .route(web::get().to(login_link::ask))
                .route(web::post().to(login_link::open)),
        )
        .service(resource(urls::CONSOLE_ACCOUNTS, "GET").route(web::get().to(accounts::list)))
        .service(resource(urls::CONSOLE_ACCOUNTS_CSV, "GET").route(web::get().to(export::accounts_as_csv)))
        .service(
            resource(urls::CONSOLE_ACCOUNTS_JSONL, "GET")
                .route(web::get().to(export::accounts_as_json_lines)),
        )
        .service(resource(urls::CONSOLE_ACCOUNT, "GET").route(web::get().to(account::page)))
        .service(
            resource(urls::CONSOLE_DISABLE, "GET, POST")
                .route(web::get().to(account_changes::ask_disable))
                .route(web::post().to(account_changes::disable)),
        )
        .service(
            resource(urls::CONSOLE_ENABLE, "GET, POST")
                .route(web::get().to(account_changes::ask_enable))
                .route(web::post().to(account_changes::enable)),
        )
        .service(
            resource(urls::CONSOLE_END_ALL, "GET, POST")
                .route(web::get().to(account_changes::ask_end_all))
                .route(web::post().to(account_changes::end_all)),
        )
        .service(
            resource(urls::CONSOLE_UNBIND, "GET, POST")
                .route(web::get().to(bindings::ask_unbind))
                .route(web::post().to(bindings::unbind)),
        )
        .service(
            resource(urls::CONSOLE_REBIND, "GET, POST")
                .route(web::get().to(bindings::ask_rebind))
                .route(web::post().to(bindings::rebind)),
        )
        .service(resource(urls::CONSOLE_END_SESSION, "POST").route(web::post().to(account_changes::end_one)))
        .service(resource(urls::CONSOLE_NOTE, "POST").route(web::post().to(account_changes::note)));
}

fn client_routes(config: &mut ServiceConfig) {
    config
        .service(resource(urls::CONSOLE_CLIENTS, "GET").route(web::get().to(clients::list)))
        .service(
            resource(urls::CONSOLE_NEW_CLIENT, "GET, POST")
                .route(web::get().to(clients::new))
                .route(web::post().to(client_changes::add)),
        )
        .service(resource(urls::CONSOLE_CLIENT, "GET").route(web::get().to(client::page)))
        .service(
            resource(urls::CONSOLE_CLIENT_SETTINGS, "GET, POST")
                .route(web::get().to(client_changes::ask_change))
                .route(web::post().to(client_changes::change_settings)),
        )
        .service(
            resource(urls::CONSOLE_CLIENT_TEST, "GET, POST")
                .route(web::get().to(client_test::page))
                .route(web::post().to(client_test::check_address)),
        )
        .service(
            resource(urls::CONSOLE_CLIENT_RULES, "GET, POST")
                .route(web::get().to(client_rules::ask))
                .route(web::post().to(client_rules::set)),
        )
        .service(
            resource(urls::CONSOLE_OPEN_CLIENT, "GET, POST")
                .route(web::get().to(client_rules::ask_open))
                .route(web::post().to(client_rules::open)),
        )
        .service(
            resource(urls::CONSOLE_ROTATE_SECRET, "GET, POST")
                .route(web::get().to(client_changes::ask_rotate))
                .route(web::post().to(client_changes::rotate)),
        )
        .service(
            resource(urls::CONSOLE_END_OLD_SECRET, "GET, POST")
                .route(web::get().to(client_changes::ask_end_old))
                .route(web::post().to(client_changes::end_old)),
        )
        .service(
            resource(urls::CONSOLE_REMOVE_CLIENT, "GET, POST")
                .route(web::get().to(client_changes::ask_remove))
                .route(web::post().to(client_changes::remove)),
        );
}

/// Mounts what is about applications behind proxies.
fn protected_routes(config: &mut ServiceConfig) {
    config
        .service(resource(urls::CONSOLE_PROTECTED_LIST, "GET").route(web::get().to(protected::list)))
        .service(
            resource(urls::CONSOLE_NEW_PROTECTED, "GET, POST")
                .route(web::get().to(protected_changes::ask_add))
                .route(web::post().to(protected_changes::add)),
        )
        .service(resource(urls::CONSOLE_PROTECTED, "GET").route(web::get().to(protected::page)))
        .service(
            resource(urls::CONSOLE_PROTECTED_SETTINGS, "GET, POST")
                .route(web::get().to(protected_changes::ask_change))
                .route(web::post().to(protected_changes::change_settings)),
        )
        .service(
            resource(urls::CONSOLE_REMOVE_PROTECTED, "GET, POST")
                .route(web::get().to(protected_changes::ask_remove))
                .route(web::post().to(protected_changes::remove)),
        )
        .service(
            resource(urls::CONSOLE_NEW_RULE, "GET, POST")
                .route(web::get().to(rules::ask_add))
                .route(web::post().to(rules::add)),
        )
        .service(
            resource(urls::CONSOLE_RULE, "GET, POST")
                .route(web::get().to(rules::ask_change))
                .route(web::post().to(rules::change_rule)),
        )
        .service(resource(urls::CONSOLE_MOVE_RULE, "POST").route(web::post().to(rules::move_rule)))
        .service(
            resource(urls::CONSOLE_REMOVE_RULE, "GET, POST")
                .route(web::get().to(rules::ask_remove))
                .route(web::post().to(rules::remove)),
        )
        .service(resource(urls::CONSOLE_SERVICE_TOKENS, "POST").route(web::post().to(service_tokens::add)))
        .service(
            resource(urls::CONSOLE_REVOKE_SERVICE_TOKEN, "GET, POST")
                .route(web::get().to(service_tokens::ask_revoke))
                .route(web::post().to(service_tokens::revoke)),
        )
        .service(resource(urls::CONSOLE_EXPLAIN, "GET").route(web::get().to(explain::page)));
}

/// What is about larkgate itself.
fn works(config: &mut ServiceConfig) {
    config
        .service(resource(urls::CONSOLE_SYSTEM, "GET").route(web::get().to(system::page)))
        .service(resource(urls::CONSOLE_CHECK_CONNECTOR, "POST").route(web::post().to(system::check)))
        .service(resource(urls::CONSOLE_KEYS, "GET").route(web::get().to(keys::list)))
        .service(
            resource(urls::CONSOLE_ROTATE_KEYS, "GET, POST")
                .route(web::get().to(keys::ask_rotate))
                .route(web::post().to(keys::rotate)),
        )
        .service(
            resource(urls::CONSOLE_RETIRE_KEY, "GET, POST")
                .route(web::get().to(keys::ask_retire))
                .route(web::post().to(keys::retire)),
        )
        .service(resource(urls::CONSOLE_AUDIT, "GET").route(web::get().to(audit::list)))
        .service(resource(urls::CONSOLE_AUDIT_CSV, "GET").route(web::get().to(export::audit_as_csv)))
        .service(
            resource(urls::CONSOLE_AUDIT_JSONL, "GET").route(web::get().to(export::audit_as_json_lines)),
        );
}

/// What is about who administers.
fn rights(config: &mut ServiceConfig) {
    config
        .service(
            resource(urls::CONSOLE_ROLES, "GET, POST")
                .route(web::get().to(roles::list))
                .route(web::post().to(roles::grant)),
        )
        .service(
            resource(urls::CONSOLE_REVOKE_ROLE, "GET, POST")
                .route(web::get().to(roles::ask_revoke))
                .route(web::post().to(roles::revoke)),
        )
        .service(
            resource(urls::CONSOLE_TOKENS, "GET, POST")
                .route(web::get().to(tokens::list))
                .route(web::post().to(tokens::add)),
        )
        .service(
            resource(urls::CONSOLE_REVOKE_TOKEN, "GET, POST")
                .route(web::get().to(tokens::ask_revoke))
                .route(web::post().to(tokens::revoke)),
        );
}
