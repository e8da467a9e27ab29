//! The cases of the OpenID certification plans, one test each, named after the case.

mod backchannel;
mod frontchannel;
