"""Compile a structure to the functions of a :class:`~mongokit.structure.plan.Plan`."""

from mongokit.structure.compilers.check import compile_check
from mongokit.structure.compilers.decode import compile_decoder
from mongokit.structure.compilers.defaults import compile_defaults
from mongokit.structure.compilers.dot_notation import (
    compile_dict_wrapping,
    compile_language_sharing,
    dict_factory_chooser,
    translated_names,
)
from mongokit.structure.compilers.encode import compile_encoder
from mongokit.structure.compilers.fast_check import compile_fast_check
from mongokit.structure.compilers.json_schema import compile_json_schema
from mongokit.structure.compilers.references import (
    compile_slot_finder,
    referenced_classes,
)
from mongokit.structure.compilers.required import compile_required
from mongokit.structure.compilers.skeleton import compile_skeleton
from mongokit.structure.compilers.tolerant_loading import compile_tolerant_loading
from mongokit.structure.compilers.validators import compile_validators

__all__ = [
    "compile_check",
    "compile_decoder",
    "compile_defaults",
    "compile_dict_wrapping",
    "compile_encoder",
    "compile_fast_check",
    "compile_json_schema",
    "compile_language_sharing",
    "compile_required",
    "compile_skeleton",
    "compile_slot_finder",
    "compile_tolerant_loading",
    "compile_validators",
    "dict_factory_chooser",
    "referenced_classes",
    "translated_names",
]
