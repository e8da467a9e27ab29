//! Owns the directory API (Feishu: 通讯录 v3): what a tenant token may read of people, departments and groups.

mod departments;
mod groups;
mod paging;
mod tenant;
pub(crate) mod users;

use actix_web::web::ServiceConfig;

use crate::answer::Answer;
use crate::ids::open_department_id;
use crate::organisation::Department;
use crate::params::Fields;
use crate::world::World;

const BASE: &[&str] = &["contact:contact.base:readonly"];
const ORGANISE: &[&str] = &["contact:contact.base:readonly", "contact:department.organize:readonly"];

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .configure(users::routes)
        .configure(departments::routes)
        .configure(groups::routes)
        .configure(tenant::routes);
}

fn refused(status: u16, code: i64, msg: &str) -> Answer {
    Answer::gateway(status, code, msg, &[])
}

/// `None` is the root department, which only an "all members" range may read.
fn department<'w>(world: &'w World, id: &str, query: &Fields) -> Result<Option<&'w Department>, Answer> {
    if id == "0" {
        return if world.all_members { Ok(None) } else { Err(no_dept_authority()) };
    }
    let custom = query.get("department_id_type") == Some("department_id");
    let found = world.departments.iter().find(|department| {
        if custom { department.id == id } else { open_department_id(&department.id) == id }
    });
    match found {
        None => Err(refused(400, 40_015, "dept not exist")),
        Some(department) if !department.in_range => Err(no_dept_authority()),
        Some(department) => Ok(Some(department)),
    }
}

fn no_dept_authority() -> Answer {
    refused(403, 40_004, "no dept authority error")
}
