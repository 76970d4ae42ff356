//! One file for each instruction: its accounts, its arguments, what it does.

pub mod open_batch;
pub mod open_feed;
pub mod seal_batch;
pub mod submit_batch;
pub mod submit_meter_reading;
pub mod trigger_clearing;

pub use open_batch::*;
pub use open_feed::*;
pub use seal_batch::*;
pub use submit_batch::*;
pub use submit_meter_reading::*;
pub use trigger_clearing::*;
