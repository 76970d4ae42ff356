//! One file for each instruction: its accounts, its arguments, what it does.

pub mod approve_certificate;
pub mod burn_energy;
pub mod dispute_certificate;
pub mod initialize;
pub mod issue_certificate;
pub mod issue_credit;
pub mod lapse_certificate;
pub mod mint_energy;
pub mod open_certified_day;
pub mod redeem_credit;
pub mod redeem_energy;
pub mod reject_certificate;
pub mod request_certificate;
pub mod resolve_dispute;
pub mod retire_certificate;
pub mod split_certificate;
pub mod transfer_certificate;

pub use approve_certificate::*;
pub use burn_energy::*;
pub use dispute_certificate::*;
pub use initialize::*;
pub use issue_certificate::*;
pub use issue_credit::*;
pub use lapse_certificate::*;
pub use mint_energy::*;
pub use open_certified_day::*;
pub use redeem_credit::*;
pub use redeem_energy::*;
pub use reject_certificate::*;
pub use request_certificate::*;
pub use resolve_dispute::*;
pub use retire_certificate::*;
pub use split_certificate::*;
pub use transfer_certificate::*;
