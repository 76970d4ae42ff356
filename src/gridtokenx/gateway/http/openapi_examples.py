"""Example answers of the OpenAPI document, by path; a test holds each against the answer's own type."""

from typing import Any

_AMI = {
    "meter_id": "UTCC_ENG_001",
    "timestamp": "2025-09-29T22:00:00Z",
    "building": "Engineering",
    "floor": 1,
    "meter_type": "prosumer",
    "energy_consumed": 45.2,
    "energy_generated": 12.8,
    "voltage": 228.5,
    "current": 198.3,
    "power_factor": 0.92,
    "battery_level": 75.0,
    "solar_generation": 12.8,
    "grid_feed_in": 5.2,
    "temperature": 28.5,
    "humidity": 65.0,
}
_METER = {
    "meter_id": "UTCC_ENG_001",
    "building": "Engineering",
    "floor": 1,
    "type": "prosumer",
    "capacity_kw": 150.0,
    "solar_installed": True,
    "battery_storage": True,
    "building_type": "academic",
    "zone": "",
    "pv_kw": 150.0,
    "wind_kw": 0.0,
    "battery_kwh": 100.0,
    "battery_kw": 50.0,
    "strategy": "Moderate",
    "external": False,
}
_INTERVAL = {
    "start": "2025-09-29T05:00:00Z",
    "end": "2025-09-29T05:15:00Z",
    "price": 0.2,
    "volume_kwh": 2.1,
    "minted_kwh": 3.0,
    "burned_kwh": 2.1,
    "redeemed_kwh": 0.9,
    "import_kwh": 4.4,
    "export_kwh": 3.0,
    "savings": "0.336000",
    "order_count": 2,
    "trade_count": 1,
}
_LIVE = {
    "time": "2025-09-29T05:00:15Z",
    "length_s": 15,
    "totals": {
        "generation_kw": 96.0,
        "consumption_kw": 48.0,
        "import_kw": 0.0,
        "export_kw": 36.0,
        "charge_kw": 12.0,
        "discharge_kw": 0.0,
    },
    "weather": {
        "condition": "Sunny",
        "temperature_c": 31.2,
        "humidity_pct": 62.0,
        "wind_m_s": 2.1,
        "ghi_w_m2": 820.0,
        "dni_w_m2": 700.0,
        "dhi_w_m2": 150.0,
    },
    "meters": [
        {
            "meter_id": "UTCC_ENG_001",
            "role": "prosumer",
            "generation_kw": 96.0,
            "consumption_kw": 48.0,
            "import_kw": 0.0,
            "export_kw": 36.0,
            "charge_kw": 12.0,
            "discharge_kw": 0.0,
            "soc": 0.75,
        }
    ],
}
_TAKEN = {
    "status": "success",
    "message": "Engineering meter reading processed",
    "solana_transaction_id": "3kM8eZ...",
    "energy_tokens_minted": "2100000000",
    "spl_token_account": "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin",
    "validator": "engineering_department",
    "next_reading_time": 1730448900,
    "engineering_authority": "validated",
}
_POSTED = {
    "meter_id": "ENG_001",
    "timestamp": 1730448000,
    "energy_generated": 6.2,
    "energy_consumed": 4.1,
    "net_energy": 2.1,
    "location": "Engineering Complex",
    "building_type": "engineering_building",
    "validator": "engineering_department",
    "signature": "0x...",
}

EXAMPLES: dict[str, Any] = {
    "/health": {
        "status": "healthy",
        "version": "0.1.0",
        "campus": "UTCC University",
        "time": "2025-09-29T22:00:00Z",
        "items": [{"name": "store", "ok": True, "detail": "2,400 readings"}],
    },
    "/api/meters": [_METER],
    "/api/meters/{meter_id}": _METER,
    "/api/meters/{meter_id}/reading": _AMI,
    "/api/meters/{meter_id}/readings": {"items": [_AMI], "next": None},
    "/api/readings": [_AMI],
    "/api/rollups": [
        {
            "meter_id": "UTCC_ENG_001",
            "start": "2025-09-29T05:00:00Z",
            "end": "2025-09-29T06:00:00Z",
            "readings": 4,
            "generation_kwh": 51.2,
            "consumption_kwh": 40.0,
            "charge_kwh": 5.0,
            "discharge_kwh": 0.0,
            "import_kwh": 0.0,
            "export_kwh": 6.2,
        }
    ],
    "/api/campus/summary": {
        "timestamp": "2025-09-29T22:00:00Z",
        "campus": "UTCC University",
        "total_meters": 25,
        "total_consumption": 1250.5,
        "total_generation": 450.2,
        "total_grid_feed_in": 125.3,
        "prosumer_count": 15,
        "consumer_count": 10,
        "meters_with_solar": 15,
        "meters_with_battery": 12,
        "average_battery_level": 68.5,
        "timezone": "Asia/Bangkok",
        "currency": "THB",
    },
    "/api/campus/power": [
        {
            "time": "2025-09-29T05:00:00Z",
            "generation_kwh": 120.5,
            "consumption_kwh": 260.0,
            "import_kwh": 150.2,
            "export_kwh": 5.7,
            "battery_kwh": -5.0,
        }
    ],
    "/api/campus/live": _LIVE,
    "/api/market/intervals": [_INTERVAL],
    "/api/market/intervals/{start}": {
        "interval": _INTERVAL,
        "orders": [
            {
                "meter_id": "UTCC_ENG_001",
                "side": "ask",
                "quantity_kwh": 3.0,
                "limit_price": 0.15,
                "filled_kwh": 2.1,
                "address": "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2",
            }
        ],
        "trades": [
            {
                "seller": "UTCC_ENG_001",
                "buyer": "UTCC_DORM_001",
                "quantity_kwh": 2.1,
                "price": 0.2,
                "amount": "0.420000",
            }
        ],
    },
    "/api/market/book": {
        "start": "2025-09-29T05:00:00Z",
        "end": "2025-09-29T05:15:00Z",
        "phase": "open",
        "gate_closure": "2025-09-29T05:20:00Z",
        "bids": [{"price": 0.25, "quantity_kwh": 4.0, "orders": 2}],
        "asks": [{"price": 0.18, "quantity_kwh": 3.0, "orders": 1}],
    },
    "/api/balances": [
        {
            "meter_id": "UTCC_ENG_001",
            "wallet": "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin",
            "energy_kwh": 2.1,
            "energy_tokens": "2100000000",
            "credits": "100.420000",
        }
    ],
    "/api/ledger": {
        "programs": {"oracle": "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM"},
        "transactions": 1240,
        "head": "f1d2d2f924e986ac86fdf7b36c94bcdf32beec15a1d2c4c5a6b7c8d9e0f1a2b3",
        "time": "2025-09-29T22:00:00Z",
        "authority": "8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR",
    },
    "/api/ledger/transactions": [
        {
            "number": 1240,
            "signature": "3kM8eZ...",
            "slot": 435888012,
            "time": "2025-09-29T22:00:00Z",
            "error": None,
            "custom_code": None,
            "compute_units": 11250,
            "logs": ["Program log: Instruction: SubmitBatch"],
        }
    ],
    "/api/engineering/meter-reading": _TAKEN,
    "/api/engineering/meter-summary": {
        "timestamp": "2024-11-01T08:15:00Z",
        "location": "Engineering Complex",
        "validator": "engineering_department",
        "total_meters": 1,
        "reporting_meters": 1,
        "solar_array_capacity": 50.0,
        "energy_generated": 6.2,
        "energy_consumed": 4.1,
        "net_energy": 2.1,
        "zones": [
            {
                "zone": "classroom_zone",
                "meters": 1,
                "energy_generated": 6.2,
                "energy_consumed": 4.1,
                "net_energy": 2.1,
            }
        ],
        "meters": [
            {
                "meter_id": "ENG_001",
                "zone": "classroom_zone",
                "timestamp": 1730448000,
                "energy_generated": 6.2,
                "energy_consumed": 4.1,
                "net_energy": 2.1,
            }
        ],
    },
    "/api/stream/events": 'event: hello\ndata: {"kind":"hello","time":"2025-09-29T22:00:00Z","data":{}}\n\n',
}

REQUEST_EXAMPLES: dict[str, Any] = {
    "one": {"summary": "One reading", "value": _POSTED},
    "batch": {"summary": "A batch", "value": [_POSTED, {**_POSTED, "meter_id": "ENG_002"}]},
}
