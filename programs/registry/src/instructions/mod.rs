//! One file for each instruction: its accounts, its arguments, what it does.

pub mod assign_meter;
pub mod authorise_agent;
pub mod register_meter;
pub mod register_user;
pub mod retire_meter;
pub mod revoke_agent;
pub mod rotate_meter_key;
pub mod update_meter_status;

pub use assign_meter::*;
pub use authorise_agent::*;
pub use register_meter::*;
pub use register_user::*;
pub use retire_meter::*;
pub use revoke_agent::*;
pub use rotate_meter_key::*;
pub use update_meter_status::*;
