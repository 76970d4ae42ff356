"""Which instructions are told in words, and how the others are shown."""

import pytest
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import ASSOCIATED_TOKEN_PROGRAM, SYSTEM_PROGRAM, TOKEN_PROGRAM
from gridtokenx.chain.token import create_token_account
from gridtokenx.gateway.rpc.instruction_parsing import instruction_words

KEYS = [Pubkey.new_unique() for _ in range(6)]
MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")


def test_our_own_associated_account_in_words() -> None:
    made = create_token_account(KEYS[0], owner=KEYS[1], mint=KEYS[2])
    found = instruction_words(
        made.program_id, [meta.pubkey for meta in made.accounts], made.data, stack_height=1
    )
    assert found["program"] == "spl-associated-token-account"
    parsed = found["parsed"]
    assert isinstance(parsed, dict)
    assert parsed["type"] == "createIdempotent"
    assert parsed["info"]["wallet"] == str(KEYS[1])
    assert parsed["info"]["tokenProgram"] == str(TOKEN_PROGRAM)


def test_a_memo_is_its_text() -> None:
    assert instruction_words(MEMO, [], "สวัสดี".encode(), stack_height=1)["parsed"] == "สวัสดี"


@pytest.mark.parametrize(
    ("program", "data"),
    [
        (KEYS[0], b"\1"),
        (SYSTEM_PROGRAM, b"\x63\0\0\0"),
        (TOKEN_PROGRAM, b""),
        (ASSOCIATED_TOKEN_PROGRAM, b"\x09"),
        (MEMO, b"\xff"),
    ],
)
def test_others_are_shown_as_they_stand(program: Pubkey, data: bytes) -> None:
    found = instruction_words(program, KEYS[:1], data, stack_height=2)
    assert set(found) == {"programId", "accounts", "data", "stackHeight"}
    assert (found["accounts"], found["stackHeight"]) == ([str(KEYS[0])], 2)
