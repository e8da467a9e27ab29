//! `/admin/clients/{client}/rules`: who may enter an application.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::client_changes::{about, asked};
use super::{Answer, Visitor, change, show};
use crate::admin::ops::{Flaw, OpError, Problem, clients};
use crate::app::App;
use crate::domain::client::{EntryEffect, EntryRule};
use crate::views::console::{ClientRulesPage, RuleForm, Section};
use crate::web::page_error::html;
use crate::web::params::Params;
use crate::web::urls;

/// The most rules that the form has.
const MOST: usize = 100;

/// Shows the rules, and room for another.
pub(super) async fn ask(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        let rules: Vec<_> = client.rules.iter().map(EntryRule::from).collect();
        page(visitor, &client.id, &client.name, &rules, &[])
    })
    .await
}

/// Takes them in place of those that were there.
pub(super) async fn set(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let rules = read(&visitor.params);
        match clients::set_rules(&visitor.desk(), &id, &rules).await {
            Ok(client) => Ok(visitor.done(&about(&client), "client-rules-changed")),
            Err(OpError::Invalid(flaws)) => page(visitor, &id, &id, &rules, &flaws),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn page(visitor: &Visitor<'_>, id: &str, name: &str, rules: &[EntryRule], flaws: &[Flaw]) -> Answer {
    let settings = &visitor.locale.words().console.settings;
    let said = flaws.iter().map(|flaw| match &flaw.problem {
        Problem::Setting(problem) => settings.problem(problem),
        other => other.to_string(),
    });
    let mut forms: Vec<_> = rules.iter().zip(1..).map(|(rule, number)| form(rule, number)).collect();
    forms.push(RuleForm { number: rules.len() + 1, ..RuleForm::default() });
    let page = ClientRulesPage {
        frame: &visitor.frame(Section::Clients),
        name,
        flaws: &said.collect::<Vec<_>>(),
        rules: &forms,
        action: &urls::about_client(urls::CONSOLE_CLIENT_RULES, id),
        back: &urls::about_client(urls::CONSOLE_CLIENT, id),
    };
    if flaws.is_empty() {
        return Ok(visitor.html(page.render()));
    }
    Ok(html(&mut HttpResponse::BadRequest(), visitor.locale, page.render()))
}

fn form(rule: &EntryRule, number: usize) -> RuleForm {
    let effect = match rule.effect {
        EntryEffect::Allow => "allow",
        EntryEffect::Deny => "deny",
    };
    let lists = rule.lists().map(|(_, list)| list.as_ref().map(|list| list.join(" ")).unwrap_or_default());
    RuleForm { number, effect, lists }
}

/// What was filled in, in the order of the numbers that were given. A rule without an effect is none.
fn read(params: &Params) -> Vec<EntryRule> {
    let mut rules: Vec<(usize, EntryRule)> = Vec::new();
    for number in 1..=MOST {
        let field = |name: &str| params.once(&format!("{name}-{number}")).unwrap_or_default();
        let effect = match field("effect") {
            "allow" => EntryEffect::Allow,
            "deny" => EntryEffect::Deny,
            _ => continue,
        };
        let list = |name: &str| {
            let list: Vec<_> = field(name).split_whitespace().map(str::to_owned).collect();
            Some(list).filter(|list| !list.is_empty())
        };
        let rule = EntryRule {
            effect,
            accounts: list("accounts"),
            tenants: list("tenants"),
            departments: list("departments"),
            groups: list("groups"),
        };
        rules.push((field("position").trim().parse().unwrap_or(number), rule));
    }
    rules.sort_by_key(|(position, _)| *position);
    rules.into_iter().map(|(_, rule)| rule).collect()
}
