//! One file for each instruction: its accounts, its arguments, what it does.

pub mod accept_authority;
pub mod initialize;
pub mod pause;
pub mod propose_authority;
pub mod set_approvers;
pub mod set_parameters;
pub mod set_upgrade_authority;
pub mod unpause;
pub mod upgrade_program;

pub use accept_authority::*;
pub use initialize::*;
pub use pause::*;
pub use propose_authority::*;
pub use set_approvers::*;
pub use set_parameters::*;
pub use set_upgrade_authority::*;
pub use unpause::*;
pub use upgrade_program::*;
