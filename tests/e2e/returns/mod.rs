//! Coming back from Feishu otherwise than hoped: refused, twice, late, in another tab, or in somebody else's browser.

mod duplicates;
mod failed;
mod strangers;
mod tabs;
