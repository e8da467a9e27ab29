//! What went wrong in comparable systems, by class, and the test that would see it here. Classes that need a part which
//! larkgate does not have say so. Tests of `forward_auth/` run before real proxies, where they name one.
//!
//! | # | where | test |
//! |---|---|---|
//! | 1 | oauth2-proxy, CVE-2026-40575 | `forwarded_headers_only_from_trusted_proxies`, `nobody_is_believed_about_their_own_request` |
//! | 2 | oauth2-proxy, GHSA-5hvv-m4w4-gf6v | `health_answers_only_on_exact_paths`, `nobody_is_believed_about_their_own_request` |
//! | 3 | oauth2-proxy, GHSA-pxq7-h93f-9jrg | `no_way_of_writing_a_path_gets_around_a_rule`, `no_way_of_writing_a_path_gets_around_a_rule_on_the_way` |
//! | 4 | oauth2-proxy, CVE-2025-54576 | `no_way_of_writing_a_path_gets_around_a_rule`, `no_way_of_writing_a_path_gets_around_a_rule_on_the_way` |
//! | 5 | oauth2-proxy, CVE-2025-64484 | `no_identity_but_ours_reaches_the_backend`, `a_header_said_twice_or_under_another_name_is_not_believed` |
//! | 6 | oauth2-proxy, CVE-2026-40574 | `account_linking_never_by_email_or_phone`: no address decides anything |
//! | 7 | oauth2-proxy, GHSA-f24x-5g9q-753f | `session_fixation_new_id_at_login`, `a_planted_session_is_not_the_one_that_is_opened` |
//! | 8 | oauth2-proxy, GHSA-4mf2-f3wh-gvf2 and others | `open_redirects`, `nobody_is_redirected_anywhere`, `nobody_is_sent_anywhere_else`, `nobody_is_sent_anywhere_but_to_the_applications_own_host` |
//! | 9 | oauth2-proxy, GHSA-652x-m2gr-hppm | `an_allow_list_lets_in_whom_it_names_and_nobody_else` |
//! | 10 | authelia, CVE-2026-48794 | `a_host_is_the_same_however_it_is_written`, `the_host_that_is_judged_is_the_host_that_is_reached`, `a_capital_in_the_host_changes_no_rule` |
//! | 11 | authelia, CVE-2026-47203 | `rate_limits_have_canonical_keys` |
//! | 12 | authentik, CVE-2026-25748 | `malformed_cookies_sign_nobody_in`, `malformed_cookies_open_nothing`, `without_larkgate_nobody_passes`, `sqlite_without_its_tables` |
//! | 13 | authentik, CVE-2023-48228 | `pkce_downgrade` |
//! | 14 | authentik, CVE-2023-36456 | `forwarded_headers_only_from_trusted_proxies`, `nobody_is_believed_about_where_they_are`, `nobody_is_believed_about_an_address_but_a_trusted_proxy` |
//! | 15 | authentik, CVE-2026-25227 | nobody can hand in code; `every_role_at_every_operation`, `by_no_other_method` |
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
//! | 35 | kanidm, GHSA-xxwr-vvr3-2g9f | `every_role_at_every_operation`, `by_no_other_method`, `every_role_at_every_command` |
//! | 36 | kanidm, notes of 1.10.0 | `depth_limits`, `constant_time`, `display_names_are_escaped`, `open_redirects` |
//! | 37 | rauthy, 0.32 | `renewal_reevaluates_the_account`, `renewal_reevaluates_the_tenant`, `what_a_client_may_no_longer_ask_it_no_longer_gets`, `who_is_disabled_is_refused_at_the_next_request`, `constant_time` |
//! | 38 | caddy, CVE-2026-30851 | `no_identity_but_ours_reaches_the_backend`, `every_identity_header_is_there_for_nobody_too`, `nobody_has_our_headers_taken_out` |
//! | 39 | caddy, CVE-2026-52845 | `no_identity_but_ours_reaches_the_backend`, `a_header_said_twice_or_under_another_name_is_not_believed` |
//! | 40 | traefik, CVE-2026-39858 and others | `nobody_is_believed_about_their_own_request`, `a_header_said_twice_or_under_another_name_is_not_believed`, `no_way_of_writing_a_path_gets_around_a_rule_on_the_way` |
//! | 41 | ingress-nginx, CVE-2026-24513 and others | `who_may_not_is_told_why_and_whom_to_ask` through nginx; the file for ingress-nginx, which cannot run here, warns of error pages |
//! | 42 | hydra, CVE-2020-15222 and others | `an_assertion_proves_its_client_once`, `revocation_storage_failure_is_5xx`, `redirect_case_and_loopback_comparison` |

mod codes;
mod people;
mod redirects;
mod requests;
mod sessions;
mod source;
mod storage;
mod tokens;
