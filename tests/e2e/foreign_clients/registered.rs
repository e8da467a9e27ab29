//! The clients of the table, one for every authentication and algorithm, and the keys of those that have one.

use std::fmt::Write;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::table::Case;

const AUTHENTICATIONS: [&str; 4] = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
const ALGORITHMS: [&str; 3] = ["RS256", "ES256", "EdDSA"];

/// Where people go after signing out.
pub(super) const BYE: &str = "http://127.0.0.1:9/bye";

/// Their registrations; the key sets go when this does.
pub(super) struct Registered {
    folder: tempfile::TempDir,
    keys: Vec<(&'static str, String)>,
}

impl Registered {
    /// With fresh keys.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = ALGORITHMS.map(|algorithm| {
            let (pkcs8, mut jwk) = generate(algorithm);
            jwk["kid"] = algorithm.into();
            let set = json!({ "keys": [jwk] }).to_string();
            std::fs::write(folder.path().join(format!("{algorithm}.json")), set).unwrap();
            (algorithm, pem(&pkcs8))
        });
        Self { folder, keys: keys.to_vec() }
    }

    /// The private key of the clients of this algorithm, as PKCS#8 PEM.
    pub(super) fn private_key(&self, algorithm: &str) -> &str {
        self.keys.iter().find(|(other, _)| *other == algorithm).map(|(_, pem)| pem).unwrap()
    }

    /// Every case there is. Clients that get userinfo signed see pairwise subjects, too.
    pub(super) fn cases() -> impl Iterator<Item = Case> {
        AUTHENTICATIONS.into_iter().flat_map(|authentication| {
            ALGORITHMS.into_iter().flat_map(move |algorithm| {
                [false, true].map(|signed| Case { authentication, algorithm, signed })
            })
        })
    }

    /// The client of one case.
    pub(super) fn client(&self, case: Case, redirect_uri: &str, bye: &str) -> String {
        let Case { authentication, algorithm, signed } = case;
        let own_name = "grant_types = [\"authorization_code\", \"refresh_token\", \"client_credentials\"]\n\
                        service_scopes = [\"reports.read\"]";
        let jwks = self.folder.path().join(format!("{algorithm}.json"));
        let credentials = match authentication {
            "none" => "public = true".to_owned(),
            "private_key_jwt" => format!("jwks_file = {jwks:?}\n{own_name}"),
            _ => format!("secret_env = \"CLIENT_SECRET\"\n{own_name}"),
        };
        let more = if signed {
            format!("userinfo_alg = \"{algorithm}\"\nsubject_type = \"pairwise\"\n")
        } else {
            String::new()
        };
        format!(
            "[[clients]]\nid = \"{}\"\nname = \"{algorithm}\"\nid_token_alg = \"{algorithm}\"\n{credentials}\n{more}\
             redirect_uris = [\"{redirect_uri}\"]\npost_logout_redirect_uris = [\"{bye}\"]\n",
            case.client_id()
        )
    }
}

/// A fresh key pair: PKCS#8, and the public half as a JWK.
fn generate(algorithm: &str) -> (Vec<u8>, Value) {
    let (random, encode) = (SystemRandom::new(), |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes));
    match algorithm {
        "RS256" => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
            let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap().as_ref().to_vec();
            (pkcs8, json!({ "kty": "RSA", "n": encode(&public.n), "e": encode(&public.e) }))
        }
        "ES256" => {
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
            // An uncompressed point: 4, x, y.
            let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
            let jwk = json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) });
            (pkcs8.as_ref().to_vec(), jwk)
        }
        _ => {
            let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&random).unwrap();
            let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
            let x = encode(pair.public_key().as_ref());
            (pkcs8.as_ref().to_vec(), json!({ "kty": "OKP", "crv": "Ed25519", "x": x }))
        }
    }
}

fn pem(pkcs8: &[u8]) -> String {
    let encoded = STANDARD.encode(pkcs8);
    let mut text = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    for line in encoded.as_bytes().chunks(64) {
        writeln!(text, "{}", String::from_utf8_lossy(line)).unwrap();
    }
    text + "-----END PRIVATE KEY-----\n"
}
