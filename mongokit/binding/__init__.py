"""A document class bound to a collection: its handle, its loader, its writes."""

from mongokit.binding.handle import Binding, CallableMixin, bind
from mongokit.binding.loader import BatchLoader, load_all
from mongokit.binding.registry import Registry

__all__ = ["BatchLoader", "Binding", "CallableMixin", "Registry", "bind", "load_all"]
