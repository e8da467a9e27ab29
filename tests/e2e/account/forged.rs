//! Forms that were not shown to whoever sends them, and what belongs to somebody else.

use super::*;
use crate::harness::on_each_database;

const ACTIONS: [&str; 3] =
    ["/account/sessions/end", "/account/sessions/end-all", "/account/applications/withdraw"];

/// Everybody is still signed in, and nothing was ended.
async fn nothing_happened(gate: &Gate, browsers: &mut [Browser]) {
    for browser in browsers {
        assert!(is_signed_in(gate, browser).await);
    }
    for kind in ["session.ended", "session.all_ended", "consent.withdrawn"] {
        assert!(lines(gate, kind).await.is_empty(), "{kind}");
    }
}

on_each_database! {
    async fn every_action_needs_the_token_of_this_very_session(kind) {
        let gate = gate(kind).await;
        let mut elsewhere = browser(&gate, "lin").await;
        let mut here = browser(&gate, "lin").await;
        let session = sessions(&own_page(&gate, &mut here).await).remove(0);
        let foreign = own_page(&gate, &mut elsewhere).await.csrf().unwrap();
        let own = own_page(&gate, &mut here).await.csrf().unwrap();
        for action in ACTIONS {
            let fields = [("session", session.as_str()), ("application", "app")];
            for tokens in [&[][..], &[("csrf", "")], &[("csrf", "guess")], &[("csrf", foreign.as_str())],
                           &[("csrf", own.as_str()), ("csrf", own.as_str())]] {
                let form: Vec<_> = fields.iter().chain(tokens).copied().collect();
                let page = here.post(&url(&gate, action), &form).await;
                assert_eq!((page.status.as_u16(), page.location()), (403, None), "{action} {tokens:?}");
                assert!(page.body.contains("页面已失效"), "{}", page.body);
            }
            // As another site would have it sent: without the cookie.
            let form: Vec<_> = fields.iter().copied().chain([("csrf", own.as_str())]).collect();
            let stranger = gate.browser().post(&url(&gate, action), &form).await;
            assert_eq!(stranger.location(), Some(url(&gate, "/account")), "{action}");
            assert!(stranger.headers.get("set-cookie").is_none(), "{action}: a stranger's form takes no cookie away");
        }
        nothing_happened(&gate, &mut [here, elsewhere]).await;
    }

    async fn another_persons_session_is_not_found(kind) {
        let gate = gate(kind).await;
        let (first, mut second) = (browser(&gate, "lin").await, browser(&gate, "lin").await);
        let of_lin = sessions(&own_page(&gate, &mut second).await).remove(0);
        let mut zhou = browser(&gate, "zhou").await;
        let csrf = zhou.get(&url(&gate, "/account/sessions/end-all")).await.csrf().unwrap();
        for id in [of_lin.as_str(), "ses_none", ""] {
            let page = zhou.post(&url(&gate, "/account/sessions/end"), &[("csrf", &csrf), ("session", id)]).await;
            assert_eq!((page.status.as_u16(), page.location()), (404, None), "{id}");
        }
        nothing_happened(&gate, &mut [first, second, zhou]).await;
    }

    async fn an_ended_session_can_do_nothing_more(kind) {
        let gate = gate(kind).await;
        let mut lost = browser(&gate, "lin").await;
        let mut kept = browser(&gate, "lin").await;
        let page = own_page(&gate, &mut lost).await;
        let (csrf, session) = (page.csrf().unwrap(), sessions(&page).remove(0));
        let own = own_page(&gate, &mut kept).await;
        let form = [("csrf", own.csrf().unwrap()), ("session", sessions(&own).remove(0))];
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        kept.post(&url(&gate, "/account/sessions/end"), &form).await;
        for action in ACTIONS {
            let form = [("csrf", csrf.as_str()), ("session", &session), ("application", "app")];
            let answer = lost.post(&url(&gate, action), &form).await;
            assert_eq!(answer.location(), Some(url(&gate, "/account")), "{action}");
        }
        assert!(is_signed_in(&gate, &mut kept).await);
    }
}
