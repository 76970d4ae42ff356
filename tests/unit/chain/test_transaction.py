import pytest
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from gridtokenx.chain.transaction import SignatureMissing, address_of, sign

PAYER, OTHER = Keypair.from_seed(bytes(32)), Keypair.from_seed(bytes([1] * 32))
PROGRAM = Pubkey(bytes([9] * 32))
CALL = Instruction(PROGRAM, b"", [AccountMeta(OTHER.pubkey(), True, False)])


def test_signing_needs_each_signer_once() -> None:
    signed = sign([CALL], payer=PAYER, signers=[OTHER, PAYER, OTHER], blockhash=Hash.default())
    signed.verify()
    assert signed == Transaction([PAYER, OTHER], Message([CALL], PAYER.pubkey()), Hash.default())


def test_a_signer_whose_key_is_not_given_is_named() -> None:
    with pytest.raises(SignatureMissing, match=str(OTHER.pubkey())):
        sign([CALL], payer=PAYER, blockhash=Hash.default())


def test_an_address_is_the_keys_own() -> None:
    assert address_of(OTHER) == OTHER.pubkey()
