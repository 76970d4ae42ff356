"""Refusals carry the codes of JSON-RPC and of Solana, and name what was wrong."""

from gridtokenx.gateway.rpc.fault import Code, RpcFault, invalid


def test_a_refusal_has_code_and_words_and_no_data_unless_given() -> None:
    fault = RpcFault(Code.METHOD_NOT_FOUND, "Method not found: x")
    assert fault.body() == {"code": -32601, "message": "Method not found: x"}
    assert RpcFault(Code.MIN_CONTEXT_SLOT, "later", {"contextSlot": 5}).body()["data"] == {"contextSlot": 5}


def test_a_parameter_is_named_and_a_long_value_cut() -> None:
    message = str(invalid("limit", "9" * 500, "1 to 1000 is wanted"))
    assert message.startswith("Invalid params: limit is '999")
    assert message.endswith("...: 1 to 1000 is wanted")
    assert len(message) < 150
