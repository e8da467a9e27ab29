//! What becomes of a request to an application behind a proxy, and which rule says so: by the code that checks go through.

use std::net::IpAddr;
use std::sync::Arc;

use super::{Conflict, Desk, OpError, Problem, accounts};
use crate::domain::access::{
    Application, Catalogue, Decision, Original, Person, Rule, RuleNumber, Verdict, Visitor, Who,
};
use crate::domain::account::BoundAccount;
use crate::domain::admin::Permission;

/// A request that nobody sends.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Who is signed in: an account's id, its `sub`, or a bound `open_id` or `union_id`.
    pub account: Option<&'a str>,
    /// The service that comes by its token, in place of an account.
    pub service: Option<&'a str>,
    /// The method.
    pub method: &'a str,
    /// The whole address, as the browser has it.
    pub url: &'a str,
    /// The address that it comes from; unknown, and so in no network that a rule names, where it is `None`.
    pub address: Option<&'a str>,
}

/// What becomes of it, and why.
#[derive(Debug)]
pub struct Explained {
    /// What becomes of it.
    pub decision: Decision,
    /// The application that it is for, if it is for one.
    pub application: Option<Arc<Application>>,
    /// The path, decoded as rules see it.
    pub path: String,
    /// Who is signed in.
    pub account: Option<BoundAccount>,
    /// Every rule of the application, in the order in which they are tried.
    pub steps: Vec<Step>,
}

/// A rule, and what came of it.
#[derive(Debug)]
pub struct Step {
    /// Which.
    pub number: RuleNumber,
    /// The rule.
    pub rule: Rule,
    /// What came of it; `None` where another had decided before.
    pub verdict: Option<Verdict>,
}

/// A question that can be answered.
#[derive(Debug)]
pub struct Asked {
    original: Original,
    account: Option<BoundAccount>,
    service: Option<String>,
    address: Option<IpAddr>,
}

/// Explains what becomes of a request as things are.
///
/// # Errors
/// When the actor may not read it, nobody could send such a request, or there is no such account or it is disabled.
pub async fn of(desk: &Desk<'_>, question: &Question<'_>) -> Result<Explained, OpError> {
    let asked = asked(desk, question).await?;
    let mut tx = desk.reading(Permission::ReadApplications).await?;
    let catalogue = desk.config.catalogue(&tx.stored_applications(desk.now).await?);
    Ok(decide(desk, &catalogue, asked))
}

/// Reads a question.
///
/// # Errors
/// As [`of`].
pub async fn asked(desk: &Desk<'_>, question: &Question<'_>) -> Result<Asked, OpError> {
    desk.actor.require(Permission::ReadApplications)?;
    if question.account.is_some() && question.service.is_some() {
        return Err(OpError::invalid("service", Problem::PeopleAndServices));
    }
    let original = Original::of_url(question.url, &question.method.to_ascii_uppercase());
    let original = original.map_err(|flaw| OpError::invalid("url", Problem::Url(flaw)))?;
    let wrong = |text: &str| OpError::invalid("address", Problem::Address(text.to_owned()));
    let parsed = question.address.map(|text| text.parse().map_err(|_no_address| wrong(text)));
    let account = match question.account {
        Some(name) => Some(account(desk, name).await?),
        None => None,
    };
    Ok(Asked {
        original,
        account,
        service: question.service.map(str::to_owned),
        address: parsed.transpose()?,
    })
}

async fn account(desk: &Desk<'_>, name: &str) -> Result<BoundAccount, OpError> {
    let mut tx = desk.reading(Permission::ReadAccounts).await?;
    let person = accounts::named(&mut tx, name).await?;
    if !person.account.enabled {
        return Err(Conflict::Disabled { sub: person.account.sub }.into());
    }
    Ok(person)
}

/// Decides as a check would, and tells of every rule.
pub fn decide(desk: &Desk<'_>, catalogue: &Catalogue, asked: Asked) -> Explained {
    let Asked { original, account, service, address } = asked;
    let person = account.clone().map(Person::from);
    let who = match (&person, &service) {
        (Some(person), _) => Who::Person(person),
        (None, Some(service)) => Who::Service(service),
        (None, None) => Who::Nobody,
    };
    let found = catalogue.find(&original, desk.config.issuer.scheme() == "https");
    let (decision, steps) = match &found {
        Ok(application) => trying(application, &original, &Visitor { address, who }),
        Err(refused) => (Decision::Forbidden(*refused), Vec::new()),
    };
    let path = original.path().as_str().to_owned();
    Explained { decision, application: found.ok().cloned(), path, steps, account }
}

fn trying(application: &Application, original: &Original, visitor: &Visitor<'_>) -> (Decision, Vec<Step>) {
    let mut verdicts = Vec::new();
    let decision = Decision::trying(application, original, visitor, |tried| verdicts.push(tried.verdict));
    let mut verdicts = verdicts.into_iter();
    let steps = application.numbered_rules().map(|(number, rule)| Step {
        number,
        rule: rule.clone(),
        verdict: verdicts.next(),
    });
    (decision, steps.collect())
}
