"""Who signs and who may write, against solders' own rules, and with a lookup table."""

from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from tests.unit.gateway.rpc.ledger_world import World, make_table

from gridtokenx.gateway.rpc.transaction_keys import account_keys
from gridtokenx.port.node import StoredTransaction


def stored(world: World, signature: object) -> StoredTransaction:
    found = world.node.look_up(lambda history: history.transaction(signature)).result()  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_table_gives_the_last_accounts(world: World) -> None:
    address = Pubkey.new_unique()
    table = make_table(world, [address])
    receipt = world.with_table(table, [address], world.transfer(address, 10**9))
    assert receipt.error is None
    item = stored(world, receipt.signature)
    transaction = VersionedTransaction.from_bytes(item.body)
    keys = account_keys(transaction, item)
    assert (keys[0].address, keys[0].signer, keys[0].writable) == (world.payer.pubkey(), True, True)
    assert (keys[-1].address, keys[-1].writable, keys[-1].from_table) == (address, True, True)
    static = transaction.message.account_keys
    assert [key.address for key in keys[:-1]] == static
    for index, key in enumerate(keys[:-1]):
        assert key.signer == transaction.message.is_signer(index)
        assert key.writable == transaction.message.is_maybe_writable(index)  # type: ignore[union-attr]


def test_a_read_only_signer_does_not_write(world: World) -> None:
    owner = world.payer.pubkey()
    program = world.token_instruction(
        b"\x03" + bytes(8),
        (world.token, False, True),
        (world.other_token, False, True),
        (world.other.pubkey(), True, False),
    )
    receipt = world.send(program, signers=[world.other])
    item = stored(world, receipt.signature)
    keys = {key.address: key for key in account_keys(VersionedTransaction.from_bytes(item.body), item)}
    assert (keys[world.other.pubkey()].signer, keys[world.other.pubkey()].writable) == (True, False)
    assert (keys[owner].signer, keys[owner].writable) == (True, True)
    assert (keys[world.token].signer, keys[world.token].writable) == (False, True)
