//! Who decides about certificates, and what their votes come to.
//!
//! With approvers, each has the seat that its key has in governance's set. Without any (engineering model) the
//! authority decides alone, from seat 0.

use anchor_lang::prelude::*;
use governance::state::{Config, MAX_APPROVERS};

use crate::certificate::Certificate;
use crate::error::EnergyTokenError;

/// The approvers of a configuration, as they are now.
pub struct Electorate<'a> {
    config: &'a Config,
}

impl<'a> Electorate<'a> {
    pub fn of(config: &'a Config) -> Self {
        Self { config }
    }

    /// Whether the authority decides alone.
    fn is_single(&self) -> bool {
        self.config.approver_count == 0
    }

    fn keys(&self) -> &[Address] {
        if self.is_single() {
            return core::slice::from_ref(&self.config.authority);
        }
        &self.config.approvers[..usize::from(self.config.approver_count).min(MAX_APPROVERS)]
    }

    /// How many must agree.
    pub fn threshold(&self) -> u32 {
        u32::from(self.config.threshold).max(1)
    }

    /// The bit of a key's seat, if it has one.
    pub fn seat(&self, key: &Address) -> Option<u8> {
        self.keys().iter().position(|seated| seated == key).map(|index| 1 << index)
    }

    /// Whether a key asked for a certificate or gains by it; an authority that decides alone may.
    fn is_interested(&self, certificate: &Certificate, key: &Address) -> bool {
        let gains = [certificate.requester, certificate.producer, certificate.owner].contains(key);
        gains && !self.is_single()
    }

    /// The seats that may vote on a certificate.
    fn eligible(&self, certificate: &Certificate) -> u8 {
        let seats = self.keys().iter().enumerate();
        let free = seats.filter(|(_, key)| !self.is_interested(certificate, key));
        free.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// The seat from which a key votes on a certificate.
    ///
    /// # Errors
    /// `NotApprover`: it has none. `OwnRequest`: it asked for the certificate, or gains by it.
    pub fn voting_seat(&self, certificate: &Certificate, key: &Address) -> Result<u8> {
        let seat = self.seat(key).ok_or(EnergyTokenError::NotApprover)?;
        require!(!self.is_interested(certificate, key), EnergyTokenError::OwnRequest);
        Ok(seat)
    }

    /// Whether enough of the present approvers approve.
    pub fn has_approved(&self, certificate: &Certificate) -> bool {
        self.votes_count(certificate) && certificate.approvals.count_ones() >= self.threshold()
    }

    /// Whether so many reject that the threshold is out of reach.
    pub fn has_rejected(&self, certificate: &Certificate) -> bool {
        let left = self.eligible(certificate) & !certificate.rejections;
        self.votes_count(certificate) && certificate.rejections != 0 && left.count_ones() < self.threshold()
    }

    /// Votes of an earlier approver set count no more.
    fn votes_count(&self, certificate: &Certificate) -> bool {
        certificate.approver_set_version == self.config.approver_set_version
    }

    /// Put a vote in the place of the same approver's earlier one.
    pub fn record(&self, certificate: &mut Certificate, seat: u8, approves: bool) {
        if !self.votes_count(certificate) {
            certificate.approvals = 0;
            certificate.rejections = 0;
            certificate.approver_set_version = self.config.approver_set_version;
        }
        certificate.approvals &= !seat;
        certificate.rejections &= !seat;
        if approves {
            certificate.approvals |= seat;
        } else {
            certificate.rejections |= seat;
        }
    }

    /// Whether enough approvers without an interest are among the accounts that signed; one that is passed twice
    /// counts once.
    pub fn has_quorum(&self, certificate: &Certificate, agreeing: &[AccountView]) -> bool {
        let signed = agreeing.iter().filter(|view| view.is_signer());
        let seats = signed.filter_map(|view| self.seat(view.address())).fold(0, |bits, seat| bits | seat);
        (seats & self.eligible(certificate)).count_ones() >= self.threshold()
    }
}
