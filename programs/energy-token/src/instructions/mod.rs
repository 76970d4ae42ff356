//! One file for each instruction: its accounts, its arguments, what it does.

pub mod burn_energy;
pub mod initialize;
pub mod issue_credit;
pub mod mint_energy;
pub mod redeem_credit;
pub mod redeem_energy;

pub use burn_energy::*;
pub use initialize::*;
pub use issue_credit::*;
pub use mint_energy::*;
pub use redeem_credit::*;
pub use redeem_energy::*;
