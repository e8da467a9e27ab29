//! Reference numbers: one per request, shown on a page and standing in every log line of that request.

use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};

use crate::app::App;
use crate::domain::token::{Entropy, random};

/// Digits and letters that are not mistaken for one another when read aloud.
const ALPHABET: [u8; 32] = *b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A reference number, such as `7KQ2-M9XA`.
#[derive(Debug, Clone)]
pub struct Reference(String);

impl Reference {
    /// A fresh one.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut text = String::with_capacity(9);
        for (position, byte) in random::<8>(entropy).into_iter().enumerate() {
            if position == 4 {
                text.push('-');
            }
            text.push(ALPHABET.get(usize::from(byte % 32)).copied().map_or('2', char::from));
        }
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The one of this request, made when it is first asked for.
    pub fn of(request: &HttpRequest) -> String {
        if let Some(reference) = request.extensions().get::<Self>() {
            return reference.0.clone();
        }
        let Some(app) = request.app_data::<Data<App>>() else { return String::new() };
        let reference = Self::new(&*app.entropy);
        request.extensions_mut().insert(reference.clone());
        reference.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::SystemEntropy;

    #[test]
    fn can_be_read_aloud() {
        let reference = Reference::new(&SystemEntropy);
        assert_eq!(reference.as_str().len(), 9);
        assert!(!reference.as_str().contains(['0', 'O', '1', 'I']), "{reference:?}");
    }
}
