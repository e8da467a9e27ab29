//! Pages: templates, words in Chinese and English, and the few static files they need.
