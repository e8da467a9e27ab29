//! Refusals in English.

use super::words::{RefusalWords, Text};

pub(super) const EN: RefusalWords = RefusalWords {
    denied: Text {
        title: "You cancelled the sign-in",
        what: "You refused the request in {provider}, so you are not signed in.",
        kept: "Nothing has changed, and the application has learned nothing about you.",
        todo: "If that was a slip, sign in again and allow the request.",
    },
    code_rejected: Text {
        title: "The sign-in was not completed",
        what: "The code from {provider} was already used or has expired. Reloading, going back or opening the \
               same link twice does that.",
        kept: "Your account has not changed.",
        todo: "Go back to the application and sign in again.",
    },
    resigned: Text {
        title: "You are listed as having left",
        what: "In {provider} you are listed as having left the company, so you cannot sign in.",
        kept: "An account that you had here has not been deleted.",
        todo: "If the record is wrong, ask an administrator to restore you in {provider}, then sign in again.",
    },
    frozen: Text {
        title: "Your {provider} account is suspended",
        what: "An administrator has suspended your account in {provider}, so you cannot sign in.",
        kept: "An account that you had here has not been deleted.",
        todo: "Ask an administrator to restore you in {provider}, then sign in again.",
    },
    not_active: Text {
        title: "Your {provider} account cannot sign in",
        what: "{provider} refused your account: it may not be activated yet, or it is suspended or listed as having left.",
        kept: "An account that you had here has not been deleted.",
        todo: "Open {provider} and see whether your account works there, then sign in again. If that does not help, \
               ask an administrator.",
    },
    outside_availability: Text {
        title: "You do not have access yet",
        what: "The sign-in service is an app in {provider}, and you are outside its availability.",
        kept: "No account was created, and the application has learned nothing about you.",
        todo: "Ask an administrator to add you to the app’s availability, then sign in again.",
    },
    tenant_not_allowed: Text {
        title: "This organization cannot sign in",
        what: "The {provider} account you used belongs to another organization, which is not accepted here.",
        kept: "No account was created, and the application has learned nothing about you.",
        todo: "Switch to your company account in {provider}, then sign in again.",
    },
    misconfigured: Text {
        title: "The sign-in service is not set up correctly",
        what: "{provider} did not accept a request of the sign-in service. The cause is its setup, not your account.",
        kept: "Your account has not changed.",
        todo: "Show this page to an administrator, and sign in again once it is fixed.",
    },
    rate_limited: Text {
        title: "Too many people are signing in",
        what: "{provider} is limiting sign-ins for the moment.",
        kept: "Your account has not changed, and applications you are signed in to go on working.",
        todo: "Please sign in again {wait}.",
    },
    unavailable: Text {
        title: "{provider} is not answering",
        what: "The sign-in service waited for {provider} in vain, so the sign-in was not completed.",
        kept: "Your account has not changed, and applications you are signed in to go on working.",
        todo: "Please sign in again in a minute or two.",
    },
    malformed: Text {
        title: "{provider} gave an unclear answer",
        what: "The sign-in service could not read the answer from {provider}, so the sign-in was not completed.",
        kept: "Your account has not changed, and applications you are signed in to go on working.",
        todo: "Please sign in again. If it happens once more, ask an administrator.",
    },
    account_disabled: Text {
        title: "Your account is disabled",
        what: "An administrator has disabled your account, so you cannot sign in.",
        kept: "The account has not been deleted and can be restored.",
        todo: "If you need it again, ask an administrator.",
    },
    identity_unbound: Text {
        title: "You are unbound from your account",
        what: "An administrator has unbound your account from this identity, so you cannot sign in.",
        kept: "The account has not been deleted and can be bound again.",
        todo: "If you need it again, ask an administrator.",
    },
    attempt_unknown: Text {
        title: "This sign-in link does not work",
        what: "It may have expired, it may have been opened in another browser than the one you started in, or \
               your browser did not keep our cookie.",
        kept: "Your account has not changed.",
        todo: "Go back to the application in the same browser and sign in again. If that does not help, allow \
               cookies for this site.",
    },
    attempt_expired: Text {
        title: "The sign-in took too long",
        what: "This sign-in waited too long and has expired.",
        kept: "Your account has not changed.",
        todo: "Go back to the application and sign in again.",
    },
    too_many_attempts: Text {
        title: "Too many sign-ins",
        what: "Too many sign-ins were started from your network in a short time.",
        kept: "Your account has not changed, and applications you are signed in to go on working.",
        todo: "Please try again {wait}.",
    },
    unknown_client: Text {
        title: "This application is not registered",
        what: "The application that asked you to sign in is not registered here, or has been disabled.",
        kept: "You were not signed in, and the application has learned nothing about you.",
        todo: "Tell an administrator the application’s name and address.",
    },
    bad_redirect_uri: Text {
        title: "The application’s return address is not registered",
        what: "The application asked to send you to an address that is not registered. To protect your account, \
               the sign-in was stopped.",
        kept: "You were not signed in, and the application has learned nothing about you.",
        todo: "Ask the application’s owner to check its registered redirect URIs.",
    },
    bad_request: Text {
        title: "The request cannot be understood",
        what: "The application sent a request that is incomplete or malformed ({detail}).",
        kept: "You were not signed in, and nothing has changed.",
        todo: "Go back to the application and sign in again. If it happens once more, show this page to the \
               application’s owner.",
    },
    stale_form: Text {
        title: "This page is out of date",
        what: "Your sign-in changed after the page was opened, or the request came from another website.",
        kept: "Nothing has changed.",
        todo: "Open the page again and repeat what you wanted to do.",
    },
    no_role: Text {
        title: "You have no role in administration",
        what: "You are signed in as {person}. This account has no role, so it cannot open the console.",
        kept: "You are still signed in, and applications go on working.",
        todo: "If your work needs it, ask an administrator for a role. To use another account, sign out first.",
    },
    login_link_unknown: Text {
        title: "This emergency link does not work",
        what: "It may have been used or have expired, or its account is disabled or no longer has a role.",
        kept: "Nothing has changed.",
        todo: "Have another one made on the server.",
    },
    not_found: Text {
        title: "There is no such page",
        what: "The address may be mistyped, or the page is gone.",
        kept: "You are signed in or out as before.",
        todo: "Check the address, or open it from your application again.",
    },
    method_not_allowed: Text {
        title: "This address cannot be opened this way",
        what: "It does not accept this request method.",
        kept: "You are signed in or out as before.",
        todo: "Open it from your application again.",
    },
    internal: Text {
        title: "Something went wrong on our side",
        what: "The sign-in service ran into an internal error, and its cause has been logged.",
        kept: "Whatever was not finished does not take effect.",
        todo: "Please try again. If it happens once more, tell an administrator the reference.",
    },
    store_down: Text {
        title: "The sign-in service is temporarily unavailable",
        what: "The sign-in service cannot reach its database.",
        kept: "Whatever was not finished does not take effect, and sign-in will work again afterwards.",
        todo: "Please try again in a few minutes.",
    },
};
