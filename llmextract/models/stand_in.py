"""What instructor is given in place of a wire form.

Given the form itself, instructor makes a class of it, walks through that and derives its JSON schema again for every
call, and validates the answer, which `ask` does in any case: two thirds of the CPU time of a call. A stand-in has the
name and the schema of the form, made once, and takes any JSON object.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict

__all__ = ["stand_in"]


@lru_cache(maxsize=512)
def stand_in(wire: type[BaseModel]) -> type[BaseModel]:
    """A model for instructor that asks for a wire form and takes any JSON object for an answer."""
    from instructor import ResponseSchema  # what instructor would derive another class from in each call

    schema = wire.model_json_schema()

    class StandIn(ResponseSchema):
        model_config = ConfigDict(extra="allow")

        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return dict(schema)  # instructor adds to it

    StandIn.__name__ = wire.__name__
    return StandIn
