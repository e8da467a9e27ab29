//! Every role at every command, from clap's own tree, at a remote larkgate with a token of that role: a command that has no
//! line here fails.

use larkgate::domain::admin::{Permission, Permission as P, Role};

use super::token;
use crate::command_line::sites::{far, output};
use crate::harness::{Gate, Setup};

/// What a command takes at a remote larkgate.
enum Takes {
    /// A token whose role may do this.
    A(Permission),
    /// It is about this machine, and never goes anywhere.
    Here,
}

use Takes::{A, Here};

/// Arguments that every command can read, so that only rights decide.
const COMMANDS: &[(&str, Takes)] = &[
    ("serve", Here),
    ("check", Here),
    ("admin login-link --account nobody", Here),
    ("proxy-config nginx --app nobody", A(P::ReadApplications)),
    ("completions bash", Here),
    ("account list", A(P::ReadAccounts)),
    ("account export", A(P::ReadAccounts)),
    ("account show nobody", A(P::ReadAccounts)),
    ("account disable nobody", A(P::ChangeAccounts)),
    ("account enable nobody", A(P::ChangeAccounts)),
    ("account end-sessions nobody", A(P::ChangeAccounts)),
    ("account note nobody text", A(P::ChangeAccounts)),
    ("account unbind nobody", A(P::ChangeBindings)),
    ("account rebind nobody --connector feishu --open-id ou_1", A(P::ChangeBindings)),
    ("account roles", A(P::ReadRoles)),
    ("account grant nobody auditor", A(P::ChangeRoles)),
    ("account revoke nobody", A(P::ChangeRoles)),
    ("audit export", A(P::ReadAudit)),
    ("audit list", A(P::ReadAudit)),
    ("token list", A(P::ReadRoles)),
    ("token add test --role auditor", A(P::ChangeRoles)),
    ("token revoke nobody", A(P::ChangeRoles)),
    ("session list --account nobody", A(P::ReadAccounts)),
    ("session end nothing", A(P::ChangeAccounts)),
    ("client add late --name Late --redirect-uri https://late.example.com/callback", A(P::ChangeClients)),
    ("client list", A(P::ReadClients)),
    ("client show nobody", A(P::ReadClients)),
    ("client set app --name Other", A(P::ChangeClients)),
    ("client rule add app allow --tenant t", A(P::ChangeClients)),
    ("client rule list nobody", A(P::ReadClients)),
    ("client rule move ruled 1 --to 1", A(P::ChangeClients)),
    ("client rule remove ruled 1", A(P::ChangeClients)),
    ("client rotate-secret nobody", A(P::ChangeClients)),
    ("client end-old-secret nobody", A(P::ChangeClients)),
    ("client test nobody --account nobody", A(P::ReadClients)),
    ("client check-address nobody https://nobody.example.com/", A(P::ReadClients)),
    ("client remove nobody", A(P::ChangeClients)),
    ("key list", A(P::ReadKeys)),
    ("key rotate", A(P::ChangeKeys)),
    ("key retire nobody", A(P::ChangeKeys)),
    ("application add late --name Late --host late.example.com", A(P::ChangeApplications)),
    ("application list", A(P::ReadApplications)),
    ("application show nobody", A(P::ReadApplications)),
    ("application set nobody --name Nobody", A(P::ChangeApplications)),
    ("application remove nobody", A(P::ChangeApplications)),
    ("rule add nobody allow", A(P::ChangeApplications)),
    ("rule list nobody", A(P::ReadApplications)),
    ("rule replace nobody 1 deny", A(P::ChangeApplications)),
    ("rule move nobody 1 --to 2", A(P::ChangeApplications)),
    ("rule remove nobody 1", A(P::ChangeApplications)),
    ("service-token add --application nobody --name ci", A(P::ChangeApplications)),
    ("service-token list", A(P::ReadApplications)),
    ("service-token revoke nobody", A(P::ChangeApplications)),
    ("system show", A(P::ReadSystem)),
    ("system figures", A(P::ReadSystem)),
    ("system check nobody", A(P::CheckSystem)),
    ("explain --url https://nobody.example.com/", A(P::ReadApplications)),
];

/// A client whose rules can be named.
const RULED: &str = "[[clients]]\nid = \"ruled\"\nname = \"Ruled\"\nsecret_env = \"CLIENT_SECRET\"\n\
    redirect_uris = [\"https://ruled.example.com/\"]\nrules = [{ effect = \"allow\", tenants = [\"t\"] }]\n";

/// Every command that does something, as it is typed.
fn commands(command: &clap::Command, before: &str, found: &mut Vec<String>) {
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        let typed = format!("{before} {}", command.get_name()).trim().to_owned();
        if command.has_subcommands() {
            commands(command, &typed, found);
        } else {
            found.push(typed);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_at_every_command() {
    let gate = Gate::with(Setup { clients: RULED.to_owned(), ..Setup::default() }).await;
    let mut found = Vec::new();
    commands(&larkgate::cli::command(), "", &mut found);
    assert_eq!(found.len(), COMMANDS.len());
    for command in found {
        let is = |line: &str| line == command || line.starts_with(&format!("{command} "));
        let mut lines = COMMANDS.iter().filter(|(line, _)| is(line));
        let (Some((line, takes)), None) = (lines.next(), lines.next()) else {
            panic!("{command}: say here, once, which permission it takes");
        };
        let arguments: Vec<_> = line.split(' ').collect();
        for role in Role::ALL {
            let output = output(far(&gate.url, &token(&gate, role).await, &arguments)).await;
            let code = output.status.code().unwrap();
            match takes {
                A(permission) if role.may(*permission) => {
                    assert!([0, 4, 5].contains(&code), "{role} {line}: {output:?}");
                }
                A(permission) => {
                    assert_eq!(code, 3, "{role} {line}: {output:?}");
                    // A command that changes may have to read first.
                    let (subject, _action) = permission.as_str().split_once(':').unwrap();
                    let said = String::from_utf8(output.stderr).unwrap();
                    assert!(said.contains(&format!(" does not have {subject}:")), "{said}");
                }
                Here => assert_eq!(code, 2, "{role} {line}: {output:?}"),
            }
        }
    }
}
