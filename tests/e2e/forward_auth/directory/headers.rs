//! What the application is told of departments and groups.

use super::*;
use crate::harness::by_hand::jwt;
use crate::harness::on_each_database;

on_each_database! {
    async fn the_application_is_told_all_of_them_and_what_is_new(kind) {
        let clients = "[forward_auth]\nheaders = { jwt = \"X-Larkgate-Jwt\" }\n".to_owned();
        let setup = Setup { database: kind, connector: READ, clients, ..Setup::default() };
        let front = Front::with_rules(Kind::Plain, setup, "rules = [{ effect = \"allow\" }]").await;
        change(&front.gate, "chen", departments(&["platform"])).await;
        let (_browser, cookies) = entered(&front, "chen").await;
        let told_of = async || {
            let told = told(&front, &cookies).await;
            let list = |name: &str| {
                let mut ids: Vec<_> = told.header(name).unwrap().split(',').map(str::to_owned).collect();
                ids.sort();
                ids
            };
            let (groups, departments) = (list("x-larkgate-groups"), list("x-larkgate-departments"));
            let claims = jwt(told.header("x-larkgate-jwt").unwrap()).1;
            assert_eq!((&claims["groups"], &claims["departments"]), (&json!(groups), &json!(departments)));
            (groups, departments)
        };
        let known = memberships(&front.gate, "chen").await;
        let (groups, before) = told_of().await;
        assert_eq!((&groups, &before), (&known.groups, &known.departments));
        assert!(groups.contains(&"g2b3c4d5".to_owned()), "{groups:?}");
        assert!(before.contains(&Simulator::open_department_id("engineering")), "with what it is part of: {before:?}");
        change(&front.gate, "chen", departments(&["finance"])).await;
        front.gate.clock.advance(HOUR);
        until("the application is told of the move", async || {
            told_of().await.1.contains(&Simulator::open_department_id("finance"))
        })
        .await;
    }
}
