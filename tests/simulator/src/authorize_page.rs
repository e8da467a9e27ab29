//! Owns the HTML of the authorize page: one button per person, and one to refuse.

use crate::authorize::Request;
use crate::codes::Entry;
use crate::page::{self, escape};
use crate::people::Person;
use crate::world::World;

/// `query` is the request's own, handed back with the decision.
pub(crate) fn html(world: &World, request: &Request, query: &str) -> String {
    let app = world.app(&request.app_id).map(|app| app.name.as_str()).unwrap_or_default();
    let path = match request.entry {
        Entry::Authorize => "/open-apis/authen/v1/authorize",
        Entry::Index => "/open-apis/authen/v1/index",
        Entry::Passport => "/suite/passport/oauth/authorize",
    };
    let scope = if request.scope.is_empty() {
        String::new()
    } else {
        format!("<p class=\"note\">权限 scope: {}</p>", escape(&request.scope.join(" ")))
    };
    let body = format!(
        "<h1>授权登录 {app} · Sign in to {app}</h1>{scope}<form method=\"post\" action=\"/_sim/authorize\">\
         <input type=\"hidden\" name=\"entry\" value=\"{path}\"><input type=\"hidden\" name=\"query\" value=\"{query}\">\
         {people}<button id=\"deny\" name=\"deny\" value=\"1\">拒绝 · Deny</button></form>",
        app = escape(app),
        query = escape(query),
        people = people(world, &request.app_id),
    );
    page::html(world.brand, "授权登录 Sign in", &body)
}

/// Buttons `name="person"` with the open_id of the app, `id="person-<slug>"`.
pub(crate) fn people(world: &World, app_id: &str) -> String {
    world.people.iter().map(|person| button(world, app_id, person)).collect()
}

fn button(world: &World, app_id: &str, person: &Person) -> String {
    let departments: Vec<&str> = world
        .departments
        .iter()
        .filter(|department| person.departments.contains(&department.id))
        .map(|department| department.name.as_str())
        .collect();
    let about = [departments.join(" / "), person.note.clone()];
    let about: Vec<&str> = about.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    format!(
        "<button name=\"person\" value=\"{}\" id=\"person-{}\">{} <small>{}</small></button>",
        person.open_id(app_id),
        escape(&person.slug),
        escape(&person.name),
        escape(&about.join(" · ")),
    )
}
