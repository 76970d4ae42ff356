//! What may become of a certificate, and what a meter's totals make of it.

use anchor_lang::prelude::*;

use crate::amount::subtract;
use crate::certificate::{Certificate, MeterCertification, ISSUED};
use crate::error::EnergyTokenError;

impl Certificate {
    /// Check that its owner may do something with it.
    ///
    /// # Errors
    /// `WrongState`: it is not issued. `CertificateExpired`: its time is over.
    pub(crate) fn check_usable(&self) -> Result<()> {
        require!(self.status == ISSUED, EnergyTokenError::WrongState);
        let now = Clock::get()?.unix_timestamp;
        require!(now < self.expires_at, EnergyTokenError::CertificateExpired);
        Ok(())
    }

    /// End a request without a certificate, and give its energy back to the meter's totals.
    pub(crate) fn close_request(&mut self, status: u8, totals: &mut MeterCertification) -> Result<()> {
        self.status = status;
        self.decided_at = Clock::get()?.unix_timestamp;
        subtract(&mut totals.requested_wh, self.wh)?;
        subtract(&mut totals.requested_surplus_wh, self.surplus_wh)
    }
}
