//! What went wrong in comparable systems, by class, and the test that would see it here. Classes that need a part which
//! larkgate does not have say so.
//!
//! | # | where | test |
//! |---|---|---|
//! | 1 | oauth2-proxy, CVE-2026-40575 | `forwarded_headers_only_from_trusted_proxies` |
//! | 2 | oauth2-proxy, GHSA-5hvv-m4w4-gf6v | `health_answers_only_on_exact_paths` |
//! | 3 | oauth2-proxy, GHSA-pxq7-h93f-9jrg | no rules by path: no forward-auth |
//! | 4 | oauth2-proxy, CVE-2025-54576 | no rules by path: no forward-auth |
//! | 5 | oauth2-proxy, CVE-2025-64484 | `forwarded_headers_only_from_trusted_proxies`: aliases are other names |
//! | 6 | oauth2-proxy, CVE-2026-40574 | `account_linking_never_by_email_or_phone`: no address decides anything |
//! | 7 | oauth2-proxy, GHSA-f24x-5g9q-753f | `session_fixation_new_id_at_login` |
//! | 8 | oauth2-proxy, GHSA-4mf2-f3wh-gvf2 and others | `open_redirects`, `nobody_is_redirected_anywhere` |
//! | 9 | oauth2-proxy, GHSA-652x-m2gr-hppm | `an_allow_list_lets_in_whom_it_names_and_nobody_else` |
//! | 10 | authelia, CVE-2026-48794 | no rules by host; `forwarded_headers_only_from_trusted_proxies`: the host decides nothing |
//! | 11 | authelia, CVE-2026-47203 | `rate_limits_have_canonical_keys` |
//! | 12 | authentik, CVE-2026-25748 | `malformed_cookies_sign_nobody_in`, `sqlite_without_its_tables` |
//! | 13 | authentik, CVE-2023-48228 | `pkce_downgrade` |
//! | 14 | authentik, CVE-2023-36456 | `forwarded_headers_only_from_trusted_proxies`, `nobody_is_believed_about_an_address_but_a_trusted_proxy` |
//! | 15 | authentik, CVE-2026-25227 | nobody can hand in code: no admin console |
//! | 16 | authentik, CVE-2026-25922 | `every_accepted_jwt_checks_iss_aud_typ`: what was verified is what is read |
//! | 17 | pocket-id, CVE-2026-28513 | `code_matrix_wrong_client_expired_used_wrong_redirect_uri` |
//! | 18 | pocket-id, CVE-2026-28512 | `redirect_uri_userinfo_fragment_javascript_data` |
//! | 19 | pocket-id, commits of 2026 | `prompt_none_checks_the_redirect_uri`, `unknown_pkce_method_refused`, `renewal_reevaluates_the_account`, `redirect_uri_userinfo_fragment_javascript_data` |
//! | 20 | tinyauth, CVE-2026-32245 | `code_replay_revokes_the_family`, `parallel_redemptions_one_success` |
//! | 21 | dex, CVE-2022-39222 | `front_channel_ids_are_not_secrets` |
//! | 22 | dex, CVE-2024-23656 | `config_values_reach_the_listener` |
//! | 23 | dex, commits of 2026 | no device flow |
//! | 24 | casdoor, CVE-2026-9092 | `account_linking_never_by_email_or_phone` |
//! | 25 | casdoor, CVE-2026-9091 and others | `revoked_or_foreign_tokens_are_refused_on_every_grant` |
//! | 26 | casdoor, CVE-2026-9090 and others | no SAML; `upstream_state_one_use` |
//! | 27 | zitadel, CVE-2025-46815 | `upstream_state_one_use` |
//! | 28 | zitadel, CVE-2026-55669 | `every_accepted_jwt_checks_iss_aud_typ`, `an_assertion_for_somebody_else_proves_nothing` |
//! | 29 | zitadel, CVE-2026-27840 | `truncated_and_bit_flipped_tokens` |
//! | 30 | zitadel, CVE-2026-27945 | `no_special_address_is_called_by_number_or_by_name`, `of_several_addresses_only_the_allowed_ones_are_connected_to`, `a_redirect_is_an_answer_and_nobody_follows_it` |
//! | 31 | zitadel, CVE-2026-27946 | nobody can change what is said of them; `claims_from_one_source`: no address is ever verified |
//! | 32 | keycloak, CVE-2026-9087 | `account_linking_never_by_email_or_phone` |
//! | 33 | keycloak, CVE-2026-14781 | `claims_from_one_source` |
//! | 34 | keycloak, CVE-2026-9689 and others | `duplicate_parameters`, `server_side_request_copy_is_authoritative`, `revoked_or_foreign_tokens_are_refused_on_every_grant` |
//! | 35 | kanidm, GHSA-xxwr-vvr3-2g9f | no admin API |
//! | 36 | kanidm, notes of 1.10.0 | `depth_limits`, `constant_time`, `display_names_are_escaped`, `open_redirects` |
//! | 37 | rauthy, 0.32 | `renewal_reevaluates_the_account`, `renewal_reevaluates_the_tenant`, `what_a_client_may_no_longer_ask_it_no_longer_gets`, `constant_time` |
//! | 38 | caddy, CVE-2026-30851 | no identity headers: no forward-auth |
//! | 39 | caddy, CVE-2026-52845 | no identity headers: no forward-auth |
//! | 40 | traefik, CVE-2026-39858 and others | `forwarded_headers_only_from_trusted_proxies`: a prefix decides nothing |
//! | 41 | ingress-nginx, CVE-2026-24513 and others | no forward-auth |
//! | 42 | hydra, CVE-2020-15222 and others | `an_assertion_proves_its_client_once`, `revocation_storage_failure_is_5xx`, `redirect_case_and_loopback_comparison` |

mod codes;
mod people;
mod redirects;
mod requests;
mod sessions;
mod source;
mod storage;
mod tokens;
