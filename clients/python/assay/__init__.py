"""Client of Assay: data sets, campaigns, annotators, work and keys.

    from assay import Client
    client = Client("127.0.0.1:7771")
    for item in client.work("news", "ana"):
        item.answer("World")
"""

from assay.client import Client
from assay.errors import AssayError
from assay.work import Item, Work

__all__ = ["AssayError", "Client", "Item", "Work"]
__version__ = "0.1.0"
