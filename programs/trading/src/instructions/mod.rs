//! One file for each instruction.

pub mod cancel_order;
pub mod clear_interval;
pub mod close_interval;
pub mod close_order;
pub mod initialize;
pub mod open_interval;
pub mod open_zone;
pub mod place_order;
pub mod rank_orders;
pub mod redirect_order;
pub mod settle_order;

pub use cancel_order::*;
pub use clear_interval::*;
pub use close_interval::*;
pub use close_order::*;
pub use initialize::*;
pub use open_interval::*;
pub use open_zone::*;
pub use place_order::*;
pub use rank_orders::*;
pub use redirect_order::*;
pub use settle_order::*;
