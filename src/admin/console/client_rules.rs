//! `/admin/clients/{client}/rules`: who may enter an application.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::client_changes::{about, asked};
use super::client_form::{is_seen, revision};
use super::question::Question;
use super::sent::Sent;
use super::trouble::of_flaw;
use super::{Answer, Visitor, change, show};
use crate::admin::ops::{OpError, entry};
use crate::app::App;
use crate::domain::client::{Client, EntryEffect, EntryRule};
use crate::views::console::{ClientRulesPage, RuleForm, Section, entry_sentence, fill};
use crate::web::authorization::redirect;
use crate::web::params::Params;
use crate::web::urls;

/// The most rules that the form has.
const MOST: usize = 100;

/// Shows the rules, and room for another.
pub(super) async fn ask(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        page(visitor, &client, &entry::of(&client), None)
    })
    .await
}

/// Takes them in place of those that were there; before the last of them goes, it is asked whether that is meant.
pub(super) async fn set(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let client = asked(visitor, &id).await?;
        let (rules, seen) = (read(&visitor.params), visitor.params.once("revision"));
        if rules.is_empty() && !client.rules.is_empty() {
            let question = urls::about_client(urls::CONSOLE_OPEN_CLIENT, &client.id);
            let seen = seen.map(|seen| ("revision", seen.to_owned()));
            let question = urls::with_query(&question, &seen.into_iter().collect::<Vec<_>>());
            return Ok(redirect(urls::absolute(visitor.app, &question)));
        }
        match entry::set(&visitor.desk(), &id, &rules, |present| is_seen(seen, &present), "").await {
            Ok(client) => Ok(visitor.done(&about(&client), "client-rules-changed")),
            Err(error) => page(visitor, &client, &rules, Some(error)),
        }
    })
    .await
}

/// `GET /admin/clients/{client}/open`: asks before everybody is let in.
pub(super) async fn ask_open(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let client = asked(visitor, &id).await?;
        let words = &visitor.locale.words().console.clients;
        let present = revision(&entry::of(&client));
        let seen = visitor.params.once("revision").map_or(present, str::to_owned);
        let action = urls::about_client(urls::CONSOLE_OPEN_CLIENT, &client.id);
        let question = Question {
            section: Section::Clients,
            title: &fill(words.open_title, &[("{name}", &client.name)]),
            what: &[
                fill(words.open_1, &[("{count}", &client.rules.len().to_string())]),
                words.open_2.to_owned(),
            ],
            inputs: &[],
            is_loss: true,
            action: &urls::with_query(&action, &[("revision", seen)]),
            button: words.open,
            back: &urls::about_client(urls::CONSOLE_CLIENT_RULES, &client.id),
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/clients/{client}/open`: removes every rule.
pub(super) async fn open(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let query = Params::of_query(&request)?;
        let (desk, seen) = (visitor.desk(), query.once("revision"));
        let client =
            entry::set(&desk, &id, &[], |present| is_seen(seen, &present), visitor.reason()?).await?;
        Ok(visitor.done(&about(&client), "client-rules-changed"))
    })
    .await
}

/// The form with these rules, and what became of them where they were sent. What they would overwrite stands there too.
fn page(visitor: &Visitor<'_>, client: &Client, rules: &[EntryRule], error: Option<OpError>) -> Answer {
    let sent = Sent::of(visitor, error)?;
    let console = &visitor.locale.words().console;
    let flaws: Vec<_> = sent.flaws.iter().map(|flaw| of_flaw(console, flaw)).collect();
    let mut forms: Vec<_> = rules.iter().zip(1..).map(|(rule, number)| form(rule, number)).collect();
    forms.push(RuleForm { number: rules.len() + 1, ..RuleForm::default() });
    let present = sent.is_stale().then(|| sentences(visitor, client));
    let page = ClientRulesPage {
        frame: &visitor.frame(Section::Clients),
        name: &client.name,
        wrong: sent.wrong.as_deref(),
        flaws: &flaws,
        present: present.as_deref(),
        revision: &revision(&entry::of(client)),
        rules: &forms,
        action: &urls::about_client(urls::CONSOLE_CLIENT_RULES, &client.id),
        back: &urls::about_client(urls::CONSOLE_CLIENT, &client.id),
    };
    Ok(sent.answer(visitor, page.render()))
}

/// Each rule in words.
pub(super) fn sentences(visitor: &Visitor<'_>, client: &Client) -> Vec<String> {
    let words = &visitor.locale.words().console.sentence;
    client.rules.iter().map(|rule| entry_sentence(words, &rule.into())).collect()
}

fn form(rule: &EntryRule, number: usize) -> RuleForm {
    let effect = match rule.effect {
        EntryEffect::Allow => "allow",
        EntryEffect::Deny => "deny",
    };
    let lists = rule.lists().map(|(_, list)| list.as_ref().map(|list| list.join(" ")).unwrap_or_default());
    RuleForm { number, effect, lists }
}

/// What was filled in, in the order of the numbers that were given. A rule without an effect is none. Where two have the same
/// number, one that was moved up or added comes before the one that has it already, and one that was moved down after it.
fn read(params: &Params) -> Vec<EntryRule> {
    let mut rules = Vec::new();
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
        let position = field("position").trim().parse().unwrap_or(number);
        rules.push(((position, position.cmp(&number)), rule));
    }
    rules.sort_by_key(|(place, _)| *place);
    rules.into_iter().map(|(_, rule)| rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The people whom the rules name, in the order in which the rules are kept; `positions` are the numbers that were given.
    fn order(positions: [&str; 4]) -> String {
        let fields = positions.iter().zip(1..).map(|(position, number)| {
            format!("effect-{number}=deny&accounts-{number}={number}&position-{number}={position}&")
        });
        let params = Params::parse(fields.collect::<String>().as_bytes()).unwrap();
        read(&params).into_iter().flat_map(|rule| rule.accounts.unwrap()).collect()
    }

    #[test]
    fn a_rule_comes_to_have_the_number_that_it_is_given() {
        assert_eq!(order(["1", "2", "3", "4"]), "1234");
        assert_eq!(order(["1", "2", "3", "1"]), "4123", "the last is the one that is added");
        assert_eq!(order(["1", "2", "3", "2"]), "1423");
        assert_eq!(order(["1", "1", "3", "4"]), "2134");
        assert_eq!(order(["2", "2", "3", "4"]), "2134");
        assert_eq!(order(["3", "2", "3", "4"]), "2314");
        assert_eq!(order(["4", "2", "3", "1"]), "4231");
        assert_eq!(order(["", "2", "x", "4"]), "1234", "what is no number changes nothing");
    }
}
