//! A person's own page in English.

use super::AccountWords;

pub(in crate::views::words) const EN: AccountWords = AccountWords {
    title: "My account",
    sign_out: "Sign out",
    email: "E-mail",
    phone: "Phone",
    employee_no: "Employee no.",
    sub: "Identifier",
    refreshed: "As {provider} gave it on",

    sessions: "Sessions",
    this_device: "this browser",
    unknown_device: "Unknown device",
    signed_in: "signed in",
    last_used: "last used",
    end: "End",
    end_all: "Sign out everywhere",

    applications: "Applications",
    no_applications: "No application can see anything of yours at present. Those you sign in to appear here.",
    first_party: "company application",
    third_party: "third-party application",
    gone: "no longer registered",
    since: "since",
    comma: ", ",
    withdraw: "Withdraw",

    activity: "Recent activity",
    login_succeeded: "Signed in",
    login_refused: "Refused",
    application_entered: "Opened application",
    consent_given: "Gave consent",
    when: "When",
    what: "What",
    application: "Application",
    address: "Address",

    session_ended: "The session has ended.",
    withdrawn: "The application’s access has been withdrawn.",
    signed_out: "You are signed out.",
    signed_out_everywhere: "You are signed out on every device.",

    end_all_title: "Sign out everywhere?",
    end_all_what: "Every session ends, on all devices and in this browser too. Everything that applications were \
                   granted is withdrawn, offline access included.",
    withdraw_title: "Withdraw {application}’s access?",
    withdraw_first_party: "Its tokens stop working at once. As a company application it gets access again when you next \
                           sign in to it.",
    withdraw_third_party: "Its tokens stop working at once, and it can no longer see anything of yours. You are asked \
                           again when you next sign in to it.",
    kept: "Applications that keep a session of their own may go on until it ends.",
    back: "Back",
};
