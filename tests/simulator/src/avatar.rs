//! Owns avatar pictures: a coloured square with a letter, so that pages need no network.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get};

use crate::ids::stable;
use crate::page::escape;
use crate::world::Sim;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.route("/static-resource/v1/{name}", get().to(picture));
}

async fn picture(sim: Data<Sim>, name: Path<String>) -> HttpResponse {
    let slug = name.trim_end_matches('~');
    let world = sim.world();
    let Some(person) = world.person(slug) else { return HttpResponse::NotFound().finish() };
    let letter = person.name.chars().find(|letter| letter.is_alphanumeric()).unwrap_or('?').to_string();
    let colour = stable(&["colour", slug], 3);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 72 72\"><rect width=\"72\" height=\"72\" fill=\"#{colour}\"/>\
         <text x=\"36\" y=\"46\" font-size=\"28\" text-anchor=\"middle\" fill=\"#fff\" font-family=\"sans-serif\">{}</text></svg>",
        escape(&letter)
    );
    HttpResponse::Ok().content_type("image/svg+xml").body(svg)
}
