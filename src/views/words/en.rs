//! English.

use super::{Words, account, consent, console};

/// The pages in English.
pub(in crate::views) const EN: Words = Words {
    feishu: "Feishu",
    lark: "Lark",
    language: "English",

    sign_in_to: "Sign in to {application}",
    continue_with: "Continue with {provider}",
    qr_title: "{provider} sign-in QR code",
    qr_waiting: "Scan with {provider} on your phone",
    qr_scanned: "Scanned. Signing you in…",
    qr_expired: "This QR code has expired",
    qr_refresh: "Refresh QR code",
    or: "or",

    contact: "Contact",
    reference: "Reference",
    details: "Details",
    logout_title: "Sign out?",
    logout_what: "This ends your session at the sign-in service in this browser. Applications that keep a session of \
                  their own may go on until it ends.",
    logout_do: "Sign out",
    logged_out_title: "You are signed out",
    logged_out_what: "Your session at the sign-in service in this browser has ended.",
    logged_out_told: "These applications are being told to sign you out too:",
    logged_out_untold: "These keep a session of their own. Sign out there as well:",
    logged_out_provider: "You are still signed in to {provider}.",
    logged_out_kept: "You are still signed in to {provider}, and perhaps to applications that keep a session of their own.",
    logged_out_todo: "On a computer that others use, close the browser.",
    going_back: "Going back to the application",
    go_on: "Continue",
    try_again: "Try again",

    home_title: "{organization} sign-in",
    home_what: "This is your company’s sign-in service. Open the application you want to use; it brings you here \
                when you need to sign in.",
    home_signed_in: "Signed in as {person}",

    home_account: "Sign in to your account",
    account: account::EN,
    consent: consent::EN,
    console: console::EN,

    wait_a_while: "in a moment",
    wait_seconds: "in {n} seconds",
    wait_one_minute: "in one minute",
    wait_minutes: "in {n} minutes",
};
