//! Add a meter: its id, its signing key, and the limits that its readings are held against.
#![allow(unused_variables, reason = "the derive binds an argument that only the seeds use")]

use anchor_lang::prelude::*;
use governance::state::Config;
use gridtokenx_interface::{CONFIG, MODEL_ENGINEERING, PAUSE_REGISTRATION};

use crate::error::RegistryError;
use crate::events::MeterRegistered;
use crate::state::{Meter, User, SOURCE_SOLAR, SOURCE_STORAGE, SOURCE_WIND, STATUS_ACTIVE};

const ALL_SOURCES: u8 = SOURCE_SOLAR | SOURCE_WIND | SOURCE_STORAGE;
const NO_KEY: Address = Address::new_from_array([0; 32]);

/// What is said of a new meter.
pub struct NewMeter {
    pub meter_id: [u8; 32],
    pub signing_key: Address,
    pub kind: u8,
    pub capacity_w: u32,
    pub load_w: u32,
    pub sources: u8,
    pub permit_hash: [u8; 32],
    pub zone: u16,
}

#[derive(Accounts)]
#[instruction(meter_id: [u8; 32])]
pub struct RegisterMeter {
    #[account(address = config.authority @ RegistryError::Unauthorized)]
    pub authority: Signer,
    /// May be the authority itself.
    // SAFETY: a signer has no data that two references could reach.
    #[account(unsafe(dup))]
    pub payer: Signer,
    #[account(address = CONFIG)]
    pub config: Account<Config>,
    pub owner_user: Account<User>,
    #[account(init, payer = payer, seeds = [b"meter", meter_id.as_ref()], bump)]
    pub meter: Account<Meter>,
    pub system_program: Program<System>,
}

pub(crate) fn process(ctx: &mut Context<RegisterMeter>, new: &NewMeter) -> Result<()> {
    let accounts = &mut ctx.accounts;
    check(&accounts.config, &accounts.owner_user, new)?;
    let owner = accounts.owner_user.wallet;
    let address = *accounts.meter.account().address();
    let meter = &mut *accounts.meter;
    meter.meter_id = new.meter_id;
    meter.owner = owner;
    meter.signing_key = new.signing_key;
    meter.permit_hash = new.permit_hash;
    meter.created_at = Clock::get()?.unix_timestamp;
    meter.capacity_w = new.capacity_w;
    meter.load_w = new.load_w;
    meter.zone = new.zone;
    meter.kind = new.kind;
    meter.status = STATUS_ACTIVE;
    meter.sources = new.sources;
    meter.bump = ctx.bumps.meter;
    emit!(MeterRegistered {
        meter: address,
        meter_id: new.meter_id,
        owner,
        signing_key: new.signing_key,
        capacity_w: new.capacity_w,
        zone: new.zone,
    });
    Ok(())
}

fn check(config: &Config, owner: &User, new: &NewMeter) -> Result<()> {
    require!(!config.is_paused(PAUSE_REGISTRATION), RegistryError::Paused);
    require!(owner.status == STATUS_ACTIVE, RegistryError::UserInactive);
    require!(is_meter_id(&new.meter_id), RegistryError::BadMeterId);
    let refused = config.model == MODEL_ENGINEERING && !config.accepts_meter_id(&new.meter_id);
    require!(!refused, RegistryError::InvalidEngineeringMeter);
    let generates_nothing = new.sources != 0 && new.capacity_w == 0;
    let usable = new.signing_key != NO_KEY && new.sources & !ALL_SOURCES == 0 && !generates_nothing;
    require!(usable, RegistryError::BadParameter);
    Ok(())
}

/// Printable ASCII, then zeros only: two spellings of one id would be two meters.
fn is_meter_id(id: &[u8; 32]) -> bool {
    let length = id.iter().position(|byte| *byte == 0).unwrap_or(id.len());
    let (text, padding) = id.split_at(length);
    length > 0 && text.iter().all(u8::is_ascii_graphic) && padding.iter().all(|byte| *byte == 0)
}
