//! English.

use super::{AccessWords, Text};

pub(super) const EN: AccessWords = AccessWords {
    not_allowed: Text {
        title: "You may not open {application}",
        what: "You are signed in as {person}, and the access rules of {application} do not let you open this page.",
        kept: "You are still signed in, and other applications work as before.",
        todo: "If you need it for your work, show this page to the contact below and ask for access.",
    },
    closed: Text {
        title: "This page is closed",
        what: "The access rules of {application} let nobody open this page.",
        kept: "Nothing about your sign-in has changed.",
        todo: "If you think it should open, show this page to the contact below.",
    },
    unsure: Text {
        title: "It is not known yet whether you may open {application}",
        what: "The access rules of {application} depend on departments and groups, and the directory has not told which you \
               are in.",
        kept: "You are still signed in, and other applications work as before.",
        todo: "Open the page again in a few minutes. If that does not help, show this page to the contact below.",
    },
    unreadable: Text {
        title: "This address cannot be opened",
        what: "The address has characters that servers read in different ways, so it was not let through.",
        kept: "Nothing about your sign-in has changed.",
        todo: "Check the address. If a link in the application led here, show this page to the contact below.",
    },
    misconfigured: Text {
        title: "Access control is not set up correctly",
        what: "The proxy and the sign-in service are not connected as they should be, so nobody can pass. Your account \
               is not the cause.",
        kept: "Your account has not changed.",
        todo: "Show this page to an administrator, and come back once it is repaired.",
    },
    looping: Text {
        title: "Signing in leads back to signing in",
        what: "You have signed in to {application} several times, and each time the sign-in service did not hear of it \
               when you came back. Either the browser keeps no cookies, or the proxy does not hand them on.",
        kept: "Your account has not changed.",
        todo: "Make sure that the browser keeps cookies of this site, and try again in a minute. If that does not help, \
               show this page to the contact below.",
    },
    lost: Text {
        title: "The sign-in was not completed",
        what: "The link back to {application} has been used, has expired, or was not begun in this browser.",
        kept: "Your account has not changed.",
        todo: "Open the page you wanted once more. If the browser refuses cookies, allow them first.",
    },
    sign_out: Text {
        title: "Sign out of {application}?",
        what: "This signs you out of this one application. Your session at the sign-in service and other applications go on.",
        kept: "",
        todo: "",
    },
    signed_out: Text {
        title: "You are signed out of {application}",
        what: "Your session at {application} in this browser has ended.",
        kept: "Your session at the sign-in service goes on: opening {application} signs you in again at once.",
        todo: "On a computer that others use, sign out of everything.",
    },
    sign_out_do: "Sign out",
    explain: "See which rule decides",
    sign_out_everywhere: "Sign out of everything",
};
