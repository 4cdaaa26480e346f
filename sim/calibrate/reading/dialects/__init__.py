"""One thin module for each system's export: `NAME`, `recognises(header, cells)`, `read(sheet, context)`."""
