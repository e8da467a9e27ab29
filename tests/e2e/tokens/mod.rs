//! What applications get for a sign-in, how they prove who they are, and how long what they got is worth something.

mod assertions;
mod claims;
mod clients;
mod codes;
mod given_back;
mod keys;
mod refresh;
mod registered;
mod rotations;
mod service;
mod subjects;
mod userinfo;
