//! Key pairs: made, written as PKCS#8, parsed once and kept, since parsing costs more than a signature.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters, EllipticCurveKeyType,
    Jwk, KeyAlgorithm, OctetKeyPairParameters, OctetKeyPairType, PublicKeyUse, RSAKeyParameters, RSAKeyType,
    ThumbprintHash,
};

use crate::domain::key::Algorithm;
use crate::keys::KeyError;

/// A parsed key pair.
pub(super) enum Pair {
    Rs256(Box<RsaKeyPair>),
    Es256(Box<EcdsaKeyPair>),
    EdDsa(Box<Ed25519KeyPair>),
}

impl Pair {
    /// Makes a pair and its PKCS#8 form. RSA takes a tenth of a second: not for a thread that serves requests.
    pub(super) fn generate(algorithm: Algorithm) -> Result<(Self, Vec<u8>), KeyError> {
        let failed = |_refused| KeyError::Crypto("key generation");
        let pkcs8 = match algorithm {
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
                AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).map_err(failed)?.as_ref().to_vec()
            }
            Algorithm::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                    .map_err(failed)?
                    .as_ref()
                    .to_vec()
            }
            Algorithm::EdDsa => {
                Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(failed)?.as_ref().to_vec()
            }
        };
        Ok((Self::parse(algorithm, &pkcs8)?, pkcs8))
    }

    /// From its PKCS#8 form.
    pub(super) fn parse(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let rejected = |_rejected| KeyError::Crypto("parsing a private key");
        Ok(match algorithm {
            Algorithm::Rs256 => Self::Rs256(Box::new(RsaKeyPair::from_pkcs8(pkcs8).map_err(rejected)?)),
            Algorithm::Es256 => Self::Es256(Box::new(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(rejected)?,
            )),
            Algorithm::EdDsa => Self::EdDsa(Box::new(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(rejected)?)),
        })
    }

    /// The signature over `message` in JWS form (RFC 7518 §3.3, §3.4; RFC 8037 §3.1).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let _span = tracing::trace_span!("signing").entered();
        let failed = |_refused| KeyError::Crypto("signing");
        match self {
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Self::Es256(pair) => {
                Ok(pair.sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec())
            }
            Self::EdDsa(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }

    /// The public half, with its RFC 7638 thumbprint as `kid`.
    pub(super) fn public_jwk(&self) -> Result<Jwk, KeyError> {
        let mut jwk = Jwk {
            common: CommonParameters {
                public_key_use: Some(PublicKeyUse::Signature),
                key_algorithm: Some(self.key_algorithm()),
                ..CommonParameters::default()
            },
            algorithm: self.parameters()?,
        };
        let thumbprint =
            jwk.thumbprint(ThumbprintHash::SHA256).map_err(|_refused| KeyError::Crypto("thumbprint"))?;
        jwk.common.key_id = Some(thumbprint);
        Ok(jwk)
    }

    fn key_algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Rs256(_) => KeyAlgorithm::RS256,
            Self::Es256(_) => KeyAlgorithm::ES256,
            Self::EdDsa(_) => KeyAlgorithm::EdDSA,
        }
    }

    fn parameters(&self) -> Result<AlgorithmParameters, KeyError> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Ok(match self {
            Self::Rs256(pair) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                AlgorithmParameters::RSA(RSAKeyParameters {
                    key_type: RSAKeyType::RSA,
                    n: text(&public.n),
                    e: text(&public.e),
                })
            }
            Self::Es256(pair) => {
                // SEC 1 §2.3.3, uncompressed: 0x04, x, y.
                let point = pair.public_key().as_ref();
                let (x, y) = point
                    .strip_prefix(&[4])
                    .and_then(|xy| xy.split_at_checked(32))
                    .ok_or(KeyError::Crypto("reading a public key"))?;
                AlgorithmParameters::EllipticCurve(EllipticCurveKeyParameters {
                    key_type: EllipticCurveKeyType::EC,
                    curve: EllipticCurve::P256,
                    x: text(x),
                    y: text(y),
                })
            }
            Self::EdDsa(pair) => AlgorithmParameters::OctetKeyPair(OctetKeyPairParameters {
                key_type: OctetKeyPairType::OctetKeyPair,
                curve: EllipticCurve::Ed25519,
                x: text(pair.public_key().as_ref()),
            }),
        })
    }
}
